package dev.rolloutserver.outbound;

import java.time.Duration;

/**
 * Limits of the HTTP client.
 *
 * @param connectTimeout longest wait for a connection
 * @param firstByteTimeout longest wait for the begin of an answer; zero for no limit of its own
 * @param maxAnswerBytes largest body of an answer, in bytes
 * @param destinations where connections may lead
 * @param tls who is trusted over TLS
 */
public record OutboundSettings(
    Duration connectTimeout,
    Duration firstByteTimeout,
    int maxAnswerBytes,
    DestinationPolicy destinations,
    TlsFiles tls) {
  /** Waits for an answer as long as for the whole of it, and calls whatever may be called. */
  public OutboundSettings(Duration connectTimeout, int maxAnswerBytes) {
    this(connectTimeout, Duration.ZERO, maxAnswerBytes, DestinationPolicy.OPEN, TlsFiles.NONE);
  }
}
