package dev.rolloutserver.http;

/** The body of an answer that only says what was wrong. */
public record ErrorBody(String detail) {}
