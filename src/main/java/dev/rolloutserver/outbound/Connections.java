package dev.rolloutserver.outbound;

import dev.rolloutserver.deadline.Deadline;
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
import java.util.concurrent.atomic.LongAdder;
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
  private static final long HEAD_BYTES = 256 * 1024;

  private final OutboundSettings settings;
  private final LongSupplier nanoClock;
  private final NameLookup names;
  private final PeerTrust trust;

  /** By origin; the one used last comes first. */
  private final Map<Origin, Deque<Connection>> idle = new HashMap<>();

  private final LongAdder opened = new LongAdder();

  Connections(
      OutboundSettings settings, NameLookup names, PeerTrust trust, LongSupplier nanoClock) {
    this.names = names;
    this.trust = trust;
    this.settings = settings;
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

  /** How many wait for the next exchange. */
  int idleCount() {
    synchronized (idle) {
      return idle.values().stream().mapToInt(Deque::size).sum();
    }
  }

  /** How many have been opened so far. */
  long openedCount() {
    return opened.sum();
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
   * Opens a connection to the first address that takes one. The time to connect is that of all
   * addresses together, and of the handshake.
   *
   * @param waiting told what is waited for before the wait, so that it can be closed meanwhile
   */
  Connection open(Origin origin, Deadline deadline, Consumer<Closeable> waiting)
      throws IOException {
    IOException failure = new ConnectException("no address");
    Deadline limit = deadline.within(settings.connectTimeout());
    Duration patience = Duration.ofMillis(timeout(limit, 1));
    // behind a proxy that is the one to be found; it finds the other by itself
    Origin first = settings.proxy().map(Origin::of).orElse(origin);
    List<InetAddress> addresses = names.addresses(first.host(), patience, waiting);
    List<InetAddress> allowed = settings.destinations().allowed(first.host(), addresses);
    int left = allowed.size();
    for (InetAddress address : allowed) {
      int timeout = timeout(limit, left--);
      SocketChannel channel = SocketChannel.open();
      try {
        waiting.accept(channel);
        channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
        channel.socket().connect(new InetSocketAddress(address, first.port()), timeout);
        if (!first.equals(origin)) {
          Tunnel.open(channel.socket(), origin);
        }
        InetSocketAddress target =
            first.equals(origin)
                ? new InetSocketAddress(address, origin.port())
                : InetSocketAddress.createUnresolved(origin.host(), origin.port());
        OpenSocket socket = socket(origin, channel, target);
        opened.increment();
        return new Connection(origin, channel, socket, maxBytes(settings.maxAnswerBytes()));
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

  /** Of an answer whose body has so many: chunks of a few bytes double it. */
  private static long maxBytes(long body) {
    return 2 * body + HEAD_BYTES;
  }

  private OpenSocket socket(Origin origin, SocketChannel channel, InetSocketAddress target)
      throws IOException {
    if (!origin.secure()) {
      return new OpenSocket(channel.socket(), false);
    }
    // by the name that was asked for, whatever name the lookup gave to the address
    InetSocketAddress peer =
        target.isUnresolved()
            ? target
            : new InetSocketAddress(
                InetAddress.getByAddress(origin.host(), target.getAddress().getAddress()),
                target.getPort());
    SSLSocket secured = trust.tls().createSocket(List.of(), channel.socket(), peer);
    // closed from outside where it takes too long: a timeout would start anew with each byte
    secured.startHandshake();
    return new OpenSocket(secured, true);
  }

  /** In milliseconds; zero would mean for ever. */
  private static int timeout(Deadline limit, int addressesLeft) {
    long left = limit.remaining().toMillis();
    // who set the limit ends the last wait, and tells the name of the limit
    long wait = addressesLeft > 1 ? left / addressesLeft : left + SLACK_MILLIS;
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
