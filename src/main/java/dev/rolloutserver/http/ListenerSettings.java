package dev.rolloutserver.http;

import java.time.Duration;
import java.util.Optional;

/**
 * What the listener is told by configuration.
 *
 * @param host address or name to bind
 * @param port port to bind, 0 for any free one
 * @param maxBodyBytes largest request body, in bytes
 * @param maxHeaderBytes largest request line, and largest head behind it, in bytes
 * @param maxConnections connections served at once; further ones wait in the backlog, with TLS they
 *     are closed
 * @param headerTimeout how long the head of a request may take
 * @param bodyTimeout how long the body of a request may take
 * @param answerTimeout how long a caller may take to receive an answer
 * @param keepAlive how long a connection may stay idle after an answer
 * @param idleTimeout how long a connection may stay without a new request, whatever it waits for
 * @param shutdownGrace how long requests in progress may take to end after the stop began
 * @param tls where the listener speaks TLS
 */
public record ListenerSettings(
    String host,
    int port,
    long maxBodyBytes,
    int maxHeaderBytes,
    int maxConnections,
    Duration headerTimeout,
    Duration bodyTimeout,
    Duration answerTimeout,
    Duration keepAlive,
    Duration idleTimeout,
    Duration shutdownGrace,
    Optional<TlsSettings> tls) {
  /** The same with so many connections. */
  public ListenerSettings withMaxConnections(int connections) {
    return new ListenerSettings(
        host,
        port,
        maxBodyBytes,
        maxHeaderBytes,
        connections,
        headerTimeout,
        bodyTimeout,
        answerTimeout,
        keepAlive,
        idleTimeout,
        shutdownGrace,
        tls);
  }
}
