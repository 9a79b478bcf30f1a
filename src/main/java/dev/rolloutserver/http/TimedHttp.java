package dev.rolloutserver.http;

import io.helidon.common.buffers.BufferData;
import io.helidon.common.concurrency.limits.Limit;
import io.helidon.common.task.InterruptableTask;
import io.helidon.webserver.ConnectionContext;
import io.helidon.webserver.http1.Http1ConnectionSelector;
import io.helidon.webserver.spi.ServerConnection;
import io.helidon.webserver.spi.ServerConnectionSelector;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Helidon's HTTP/1.1 on connections whose requests have to arrive in time, which Helidon asks of
 * none. One thread looks at all of them: a timed read costs a timer each.
 */
final class TimedHttp implements ServerConnectionSelector {
  private static final System.Logger LOGGER = System.getLogger(TimedHttp.class.getName());
  private static final Duration SHORTEST_CHECK = Duration.ofMillis(20);
  private static final Duration LONGEST_CHECK = Duration.ofSeconds(1);

  private final Http1ConnectionSelector http;
  private final Duration headerTimeout;
  private final Duration bodyTimeout;
  private final Duration answerTimeout;
  private final Duration keepAlive;
  private final Map<TimedConnection, ServerConnection> connections = new ConcurrentHashMap<>();
  private volatile @Nullable HandshakeWatch handshakes;
  private final Thread thread =
      Thread.ofPlatform().daemon().name("late-callers").unstarted(this::run);

  TimedHttp(
      Http1ConnectionSelector http,
      Duration headerTimeout,
      Duration bodyTimeout,
      Duration answerTimeout,
      Duration keepAlive) {
    this.http = http;
    this.keepAlive = keepAlive;
    this.headerTimeout = headerTimeout;
    this.bodyTimeout = bodyTimeout;
    this.answerTimeout = answerTimeout;
  }

  /** Connections that are past their handshake. */
  int established() {
    return connections.size();
  }

  /** Lets this watch know which handshakes have ended. */
  void after(HandshakeWatch watch) {
    handshakes = watch;
  }

  /** Begins to look. */
  void start() {
    thread.start();
  }

  void stop() {
    thread.interrupt();
  }

  /** Waits until no request is in progress, then cuts off those that are; how many that were. */
  int end(Duration limit) {
    long end = System.nanoTime() + limit.toNanos();
    try {
      while (!busy().isEmpty() && System.nanoTime() - end < 0) {
        Thread.sleep(SHORTEST_CHECK);
      }
    } catch (InterruptedException e) {
      // whoever stops has no more time
    }
    List<ServerConnection> late = busy();
    late.forEach(connection -> connection.close(true));
    return late.size();
  }

  private List<ServerConnection> busy() {
    return connections.entrySet().stream()
        .filter(entry -> entry.getKey().isBusy())
        .map(Map.Entry::getValue)
        .toList();
  }

  @Override
  public ServerConnection connection(ConnectionContext context) {
    HandshakeWatch watch = handshakes;
    if (watch != null) {
      watch.ended(context.remotePeer().address());
    }
    TimedConnection timed =
        new TimedConnection(context, headerTimeout, bodyTimeout, answerTimeout, keepAlive);
    return new Served(timed, http.connection(timed));
  }

  @Override
  public int bytesToIdentifyConnection() {
    return http.bytesToIdentifyConnection();
  }

  @Override
  public Support supports(BufferData data) {
    return http.supports(data);
  }

  @Override
  public Set<String> supportedApplicationProtocols() {
    return http.supportedApplicationProtocols();
  }

  private void run() {
    Duration shorter =
        Collections.min(List.of(headerTimeout, bodyTimeout, answerTimeout, keepAlive)).dividedBy(8);
    Duration period =
        shorter.compareTo(SHORTEST_CHECK) < 0
            ? SHORTEST_CHECK
            : Collections.min(List.of(shorter, LONGEST_CHECK));
    try {
      while (true) {
        Thread.sleep(period);
        long now = System.nanoTime();
        for (TimedConnection connection : connections.keySet()) {
          check(() -> connection.check(now));
        }
        HandshakeWatch watch = handshakes;
        if (watch != null) {
          check(() -> watch.check(now));
        }
      }
    } catch (InterruptedException e) {
      // the listener is closed
    }
  }

  private static void check(Runnable one) {
    try {
      one.run();
    } catch (RuntimeException | Error e) {
      // such as no memory for a thread: the others still have to be watched
      LOGGER.log(Level.ERROR, "A late caller is not cut off", e);
    }
  }

  private final class Served implements ServerConnection, InterruptableTask<Void> {
    private final TimedConnection timed;
    private final ServerConnection served;

    Served(TimedConnection timed, ServerConnection served) {
      this.timed = timed;
      this.served = served;
    }

    @Override
    public void handle(Limit limit) throws InterruptedException {
      connections.put(timed, served);
      try {
        served.handle(limit);
      } finally {
        connections.remove(timed);
      }
    }

    @Override
    public Duration idleTime() {
      return served.idleTime();
    }

    @Override
    public void close(boolean interrupt) {
      served.close(interrupt);
    }

    @Override
    public boolean canInterrupt() {
      return served instanceof InterruptableTask<?> task && task.canInterrupt();
    }
  }
}
