package dev.rolloutserver.http;

import java.io.IOException;
import java.lang.System.Logger.Level;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.function.BooleanSupplier;

/**
 * Sees that nobody listens any more: Helidon closes the listening socket for good when it cannot
 * accept one connection, for want of a file descriptor or of memory, and tells nobody. Only a
 * refusal counts: a connect that fails otherwise says nothing of the other side.
 */
final class ListenerWatch {
  private static final System.Logger LOGGER = System.getLogger(ListenerWatch.class.getName());
  private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(1);

  private final InetSocketAddress address;
  private final Duration period;
  private final BooleanSupplier full;
  private final CompletableFuture<Void> failure = new CompletableFuture<>();
  private final Thread thread =
      Thread.ofPlatform().daemon().name("listener-watch").unstarted(this::run);

  /**
   * A watch of this address.
   *
   * @param full whether no connection is accepted now: a further one would stay in the backlog
   */
  ListenerWatch(String host, int port, Duration period, BooleanSupplier full) {
    InetSocketAddress bound = new InetSocketAddress(host, port);
    this.address =
        bound.getAddress().isAnyLocalAddress()
            ? new InetSocketAddress(InetAddress.getLoopbackAddress(), port)
            : bound;
    this.period = period;
    this.full = full;
  }

  void start() {
    thread.start();
  }

  /** Looks no more: from now on the end is wanted. */
  void stop() {
    thread.interrupt();
  }

  /** Ends exceptionally when nobody listens any more. */
  CompletableFuture<Void> failure() {
    return failure;
  }

  private void run() {
    try {
      do {
        Thread.sleep(period);
      } while (full.getAsBoolean() || !refused());
    } catch (InterruptedException e) {
      return;
    }
    ListenException e =
        new ListenException(
            address.getHostString(), address.getPort(), "the listening socket was closed");
    LOGGER.log(Level.ERROR, "Nobody listens any more, so the server ends", e);
    failure.completeExceptionally(e);
  }

  private boolean refused() {
    try (Socket probe = new Socket()) {
      probe.connect(address, (int) CONNECT_TIMEOUT.toMillis());
      return false;
    } catch (ConnectException e) {
      return String.valueOf(e.getMessage()).contains("refused");
    } catch (IOException e) {
      // it may be that there is no descriptor for this socket, either
      return false;
    }
  }
}
