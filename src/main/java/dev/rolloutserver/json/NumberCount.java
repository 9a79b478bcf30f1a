package dev.rolloutserver.json;

/**
 * Numbers, one after the other in an array, that were only counted.
 *
 * @param count how many
 */
public record NumberCount(int count) {}
