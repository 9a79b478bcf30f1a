package dev.rolloutserver.outbound;

import java.time.Duration;

/**
 * Limits of the HTTP client.
 *
 * @param connectTimeout longest wait for a connection
 * @param maxAnswerBytes largest body of an answer, in bytes
 */
public record OutboundSettings(Duration connectTimeout, int maxAnswerBytes) {}
