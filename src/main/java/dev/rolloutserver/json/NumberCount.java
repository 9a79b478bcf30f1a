package dev.rolloutserver.json;

/**
 * An array of numbers that were only counted.
 *
 * @param count how many
 */
public record NumberCount(int count) {}
