package dev.rolloutserver.http;

import io.helidon.common.socket.SocketOptions;
import java.io.IOException;
import java.net.Socket;
import java.net.SocketAddress;
import java.net.SocketOption;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.IntSupplier;

/**
 * Connections whose TLS handshake has not ended. Helidon sets it no limit and forgets to count a
 * connection off whose handshake failed; but it shows each one to its options.
 */
final class HandshakeWatch implements SocketOptions {
  private final SocketOptions options;
  private final Duration timeout;
  private final int maxConnections;
  private final IntSupplier established;
  private final Map<SocketAddress, Pending> pending = new ConcurrentHashMap<>();

  private record Pending(Socket socket, long since) {}

  /**
   * A watch that lets no more than so many connections be.
   *
   * @param established how many have their handshake behind them
   */
  HandshakeWatch(
      SocketOptions options, Duration timeout, int maxConnections, IntSupplier established) {
    this.options = options;
    this.timeout = timeout;
    this.maxConnections = maxConnections;
    this.established = established;
  }

  /** Called with each connection before its handshake. */
  @Override
  public void configureSocket(Socket socket) {
    if (pending.size() + established.getAsInt() >= maxConnections) {
      check(System.nanoTime());
      if (pending.size() + established.getAsInt() >= maxConnections) {
        throw new IllegalStateException("too many connections");
      }
    }
    options.configureSocket(socket);
    pending.put(socket.getRemoteSocketAddress(), new Pending(socket, System.nanoTime()));
  }

  /** The handshake of this caller has ended. */
  void ended(SocketAddress caller) {
    pending.remove(caller);
  }

  /** Closes those that take too long, and forgets those that have failed. */
  void check(long now) {
    pending.forEach((caller, one) -> {
      if (now - one.since() > timeout.toNanos()) {
        // to close is to send, which may wait for the caller
        Thread.ofVirtual().start(() -> closeQuietly(one.socket()));
      }
      if (one.socket().isClosed()) {
        pending.remove(caller, one);
      }
    });
  }

  private static void closeQuietly(Socket socket) {
    try {
      socket.close();
    } catch (IOException e) {
      // then it is closed already
    }
  }

  @Override
  public Map<SocketOption<?>, Object> socketOptions() {
    return options.socketOptions();
  }

  @Override
  public Duration connectTimeout() {
    return options.connectTimeout();
  }

  @Override
  public Duration readTimeout() {
    return options.readTimeout();
  }

  @Override
  public Optional<Integer> socketReceiveBufferSize() {
    return options.socketReceiveBufferSize();
  }

  @Override
  public Optional<Integer> socketSendBufferSize() {
    return options.socketSendBufferSize();
  }

  @Override
  public boolean socketReuseAddress() {
    return options.socketReuseAddress();
  }

  @Override
  public boolean socketKeepAlive() {
    return options.socketKeepAlive();
  }

  @Override
  public boolean tcpNoDelay() {
    return options.tcpNoDelay();
  }
}
