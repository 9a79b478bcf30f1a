package dev.rolloutserver.outbound;

import dev.rolloutserver.deadline.Deadline;
import io.helidon.common.LazyValue;
import io.helidon.common.tls.Tls;
import java.io.Closeable;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import javax.net.ssl.SSLSocket;
import org.jspecify.annotations.Nullable;

/**
 * Connections to all peers: new ones, and those kept open for the next exchange. An idle one is
 * kept for less than any peer is known to keep it, so that none is used that the peer closes.
 */
final class Connections {
  private static final Duration IDLE_LIMIT = Duration.ofMillis(1500);

  private static final long SLACK_MILLIS = 1000;

  /** Made when it is needed first: reading the certificates that are trusted takes a while. */
  private final LazyValue<Tls> tls = LazyValue.create(() -> Tls.builder().build());

  private final Duration connectTimeout;
  private final LongSupplier nanoClock;
  private final NameLookup names = new NameLookup(InetAddress::getAllByName);

  /** By origin; the one used last comes first. */
  private final Map<Origin, Deque<Connection>> idle = new HashMap<>();

  Connections(Duration connectTimeout, LongSupplier nanoClock) {
    this.connectTimeout = connectTimeout;
    this.nanoClock = nanoClock;
  }

  /** An idle connection that still stands. */
  Optional<Connection> idle(Origin origin) {
    for (Connection next = next(origin); next != null; next = next(origin)) {
      if (!next.idleFor(IDLE_LIMIT, nanoClock.getAsLong()) && next.quiet()) {
        next.begin();
        return Optional.of(next);
      }
      next.closeResource();
    }
    return Optional.empty();
  }

  /** Takes a connection back, or closes it if its exchange did not end as it should. */
  void giveBack(Connection connection) {
    if (!connection.reusable()) {
      connection.closeResource();
      return;
    }
    connection.idle(nanoClock.getAsLong());
    synchronized (idle) {
      idle.computeIfAbsent(connection.origin(), _ -> new ArrayDeque<>()).push(connection);
    }
  }

  /** Closes what has been idle for too long. */
  void sweep() {
    close(IDLE_LIMIT);
  }

  /** Closes all that are idle. */
  void closeIdle() {
    close(Duration.ofNanos(Long.MIN_VALUE));
  }

  /**
   * Opens a connection to the first address that takes one.
   *
   * @param waiting told what is waited for before the wait, so that it can be closed meanwhile
   */
  Connection open(Origin origin, Deadline deadline, Consumer<Closeable> waiting)
      throws IOException {
    IOException failure = new ConnectException("no address");
    Duration limit = Duration.ofMillis(timeout(deadline));
    for (InetAddress address : names.addresses(origin.host(), limit, waiting)) {
      SocketChannel channel = SocketChannel.open();
      try {
        waiting.accept(channel);
        channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
        InetSocketAddress target = new InetSocketAddress(address, origin.port());
        channel.socket().connect(target, timeout(deadline));
        return new Connection(origin, channel, socket(origin, channel, target, timeout(deadline)));
      } catch (IOException e) {
        channel.close();
        failure = e;
      } catch (RuntimeException e) {
        channel.close();
        throw e;
      }
    }
    throw failure;
  }

  private OpenSocket socket(
      Origin origin, SocketChannel channel, InetSocketAddress target, int timeout)
      throws IOException {
    if (!origin.secure()) {
      return new OpenSocket(channel.socket(), false);
    }
    SSLSocket secured = tls.get().createSocket(List.of(), channel.socket(), target);
    secured.setSoTimeout(timeout);
    secured.startHandshake();
    secured.setSoTimeout(0);
    return new OpenSocket(secured, true);
  }

  /** In milliseconds; zero would mean for ever. */
  private int timeout(Deadline deadline) {
    long left = deadline.remaining().toMillis();
    // where the deadline comes first, it is what ends the wait, and tells its name
    long wait = connectTimeout.toMillis() < left ? connectTimeout.toMillis() : left + SLACK_MILLIS;
    return Math.clamp(wait, 1, Integer.MAX_VALUE);
  }

  private @Nullable Connection next(Origin origin) {
    synchronized (idle) {
      Deque<Connection> connections = idle.get(origin);
      return connections == null ? null : connections.poll();
    }
  }

  private void close(Duration limit) {
    List<Connection> old = new ArrayList<>();
    long now = nanoClock.getAsLong();
    synchronized (idle) {
      for (Deque<Connection> connections : idle.values()) {
        while (!connections.isEmpty() && connections.peekLast().idleFor(limit, now)) {
          old.add(connections.removeLast());
        }
      }
      idle.values().removeIf(Deque::isEmpty);
    }
    old.forEach(Connection::closeResource);
  }
}
