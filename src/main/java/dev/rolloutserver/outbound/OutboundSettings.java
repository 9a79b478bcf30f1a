package dev.rolloutserver.outbound;

import java.net.URI;
import java.time.Duration;
import java.util.Optional;

/**
 * Limits of the HTTP client.
 *
 * @param connectTimeout longest wait for a connection
 * @param firstByteTimeout longest wait for the begin of an answer; zero for no limit of its own
 * @param maxAnswerBytes largest body of an answer, in bytes
 * @param destinations where connections may lead
 * @param tls who is trusted over TLS
 * @param proxy through which all connections are tunnelled, as a URL of host and port
 */
public record OutboundSettings(
    Duration connectTimeout,
    Duration firstByteTimeout,
    int maxAnswerBytes,
    DestinationPolicy destinations,
    TlsFiles tls,
    Optional<URI> proxy) {
  /** Connects directly. */
  public OutboundSettings(
      Duration connectTimeout,
      Duration firstByteTimeout,
      int maxAnswerBytes,
      DestinationPolicy destinations,
      TlsFiles tls) {
    this(connectTimeout, firstByteTimeout, maxAnswerBytes, destinations, tls, Optional.empty());
  }

  /** Waits for an answer as long as for the whole of it, and calls whatever may be called. */
  public OutboundSettings(Duration connectTimeout, int maxAnswerBytes) {
    this(connectTimeout, Duration.ZERO, maxAnswerBytes, DestinationPolicy.OPEN, TlsFiles.NONE);
  }

  /** The same through this proxy, if there is one. */
  public OutboundSettings through(Optional<URI> tunnel) {
    return new OutboundSettings(
        connectTimeout, firstByteTimeout, maxAnswerBytes, destinations, tls, tunnel);
  }
}
