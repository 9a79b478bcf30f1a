package dev.rolloutserver.http;

/**
 * The body of an answer that asks for another try later.
 *
 * @param reason for programs, such as {@code queue_full}
 */
public record RefusalBody(String detail, String reason) {}
