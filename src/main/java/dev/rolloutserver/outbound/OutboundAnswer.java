package dev.rolloutserver.outbound;

/**
 * An answer with its whole body.
 *
 * @param status HTTP status code
 */
@SuppressWarnings("ArrayRecordComponent") // bytes that are read once, never compared
public record OutboundAnswer(int status, byte[] body) {}
