package dev.rolloutserver.http;

import io.helidon.http.HeaderNames;
import io.helidon.http.HeaderValues;
import io.helidon.http.Headers;
import io.helidon.http.HttpPrologue;
import io.helidon.webserver.CloseConnectionException;
import io.helidon.webserver.ConnectionContext;
import io.helidon.webserver.http.Filter;
import io.helidon.webserver.http.FilterChain;
import io.helidon.webserver.http.RoutingRequest;
import io.helidon.webserver.http.RoutingResponse;
import io.helidon.webserver.http1.Http1ConnectionListener;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Sees that a caller hangs up while its request is worked on, which HTTP/1.1 gives no sign of: a
 * second thread reads ahead on the connection. What it reads belongs to the next request, so the
 * connection goes on only when that thread has let go of it. A caller that closes its sending half
 * counts as gone.
 */
public final class CallerWatch implements Filter, Http1ConnectionListener {
  private static final Duration CHECK = Duration.ofSeconds(30);

  /** The connection that a thread serves: each has one thread. */
  @SuppressWarnings("ThreadLocalUsage") // not static: each listener has its own
  private final ThreadLocal<@Nullable ConnectionContext> connections = new ThreadLocal<>();

  @SuppressWarnings("ThreadLocalUsage")
  private final ThreadLocal<@Nullable Lookout> lookouts = new ThreadLocal<>();

  /** Threads of connections that are idle, and since when. */
  private final Map<Thread, Long> idle = new ConcurrentHashMap<>();

  private final LateStart lateStart;
  private final long idleNanos;
  private volatile boolean stopping;

  /** A watch for a listener with this idle timeout. */
  public CallerWatch(Duration idleTimeout) {
    this.idleNanos = idleTimeout.toNanos();
    Duration quarter = idleTimeout.dividedBy(4);
    this.lateStart = new LateStart(this::endIdle, quarter.compareTo(CHECK) < 0 ? quarter : CHECK);
  }

  /** Remembers the connection that this thread serves. */
  @Override
  public void prologue(ConnectionContext context, HttpPrologue prologue) {
    connections.set(context);
  }

  /** The head has arrived: from now on the body is awaited, if there is one. */
  @Override
  public void headers(ConnectionContext context, Headers headers) {
    if (context instanceof TimedConnection timed) {
      timed.headArrived(
          headers.contains(HeaderNames.TRANSFER_ENCODING)
              || headers.contains(HeaderNames.CONTENT_LENGTH));
    }
  }

  /**
   * Runs this once the caller of the current request, whose body was read, has gone. Requests that
   * are answered within a moment are not watched.
   */
  void onGone(Runnable gone) {
    ConnectionContext context = connections.get();
    if (context instanceof TimedConnection timed) {
      timed.arrived();
    }
    if (context != null && lookouts.get() == null) {
      Lookout lookout = new Lookout(context, gone);
      lookouts.set(lookout);
      lateStart.add(lookout);
    }
  }

  @Override
  public void filter(FilterChain chain, RoutingRequest request, RoutingResponse response) {
    lookouts.remove();
    chain.proceed();
    dropRest(request, response);
    TimedConnection timed = connections.get() instanceof TimedConnection known ? known : null;
    if (timed != null) {
      timed.answered();
    }
    Lookout lookout = lookouts.get();
    if (lookout != null) {
      lookouts.remove();
      Thread reader = lookout.answered();
      if (reader != null) {
        awaitNextRequest(lookout, reader);
      }
    }
    if (timed != null) {
      timed.nextRequest();
    }
  }

  /** Reads what no route has read, while it still has the body's time. */
  private static void dropRest(RoutingRequest request, RoutingResponse response) {
    if (request.content().consumed()
        || response.headers().contains(HeaderValues.CONNECTION_CLOSE)) {
      return;
    }
    try {
      request.content().consume();
    } catch (RuntimeException e) {
      throw new CloseConnectionException("the rest of the body did not come", e);
    }
  }

  /** Requests that took long enough to be watched. */
  long watched() {
    return lateStart.started();
  }

  /** Ends connections whose last request was answered; the others end with their answer. */
  void stop() {
    stopping = true;
    idle.keySet().forEach(this::interruptIdle);
    lateStart.stop();
  }

  private void awaitNextRequest(Lookout lookout, Thread reader) {
    Thread thread = Thread.currentThread();
    idle.put(thread, System.nanoTime());
    boolean next = false;
    try {
      if (!stopping) {
        reader.join();
        next = !stopping && !lookout.gone();
      }
    } catch (InterruptedException e) {
      throw new CloseConnectionException("idle for too long, or the server stops", e);
    } finally {
      // whoever took it out is about to interrupt this thread
      next &= idle.remove(thread) != null;
      // without effect where it has read; otherwise it closes the connection
      reader.interrupt();
    }
    if (!next) {
      throw new CloseConnectionException("no further request");
    }
  }

  /** One look at all that wait for long: a timed wait for each would cost it a timer. */
  private void endIdle() {
    long now = System.nanoTime();
    idle.forEach((thread, since) -> {
      if (now - since > idleNanos) {
        interruptIdle(thread);
      }
    });
  }

  /** Interrupts it if it still waits: what it does next is another request. */
  private void interruptIdle(Thread thread) {
    if (idle.remove(thread) != null) {
      thread.interrupt();
    }
  }
}
