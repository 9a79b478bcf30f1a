package dev.rolloutserver.http;

import java.time.Duration;

/**
 * What the listener is told by configuration.
 *
 * @param host address or name to bind
 * @param port port to bind, 0 for any free one
 * @param maxBodyBytes largest request body, in bytes
 * @param maxConnections connections served at once; further ones wait in the backlog
 * @param idleTimeout how long a connection may stay without a request
 * @param shutdownGrace how long requests in progress may take to end after the stop began
 */
public record ListenerSettings(
    String host,
    int port,
    long maxBodyBytes,
    int maxConnections,
    Duration idleTimeout,
    Duration shutdownGrace) {}
