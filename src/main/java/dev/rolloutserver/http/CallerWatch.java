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
import org.jspecify.annotations.Nullable;

/**
 * Sees that a caller hangs up while its request is worked on, which HTTP/1.1 gives no sign of: a
 * second thread reads ahead on the connection ({@link TimedConnection#lookAhead}). A caller that
 * closes its sending half counts as gone.
 */
public final class CallerWatch implements Filter, Http1ConnectionListener {
  /** The connection that a thread serves: each has one thread. */
  @SuppressWarnings("ThreadLocalUsage") // not static: each listener has its own
  private final ThreadLocal<@Nullable ConnectionContext> connections = new ThreadLocal<>();

  @SuppressWarnings("ThreadLocalUsage")
  private final ThreadLocal<@Nullable Lookout> lookouts = new ThreadLocal<>();

  private final LateStart lateStart = new LateStart();

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
    if (connections.get() instanceof TimedConnection timed) {
      timed.arrived();
      if (lookouts.get() == null) {
        Lookout lookout = new Lookout(timed, gone);
        lookouts.set(lookout);
        lateStart.add(lookout);
      }
    }
  }

  @Override
  public void filter(FilterChain chain, RoutingRequest request, RoutingResponse response) {
    lookouts.remove();
    try {
      chain.proceed();
      dropRest(request, response);
    } finally {
      Lookout lookout = lookouts.get();
      if (lookout != null) {
        lookouts.remove();
        lookout.answered();
      }
      if (connections.get() instanceof TimedConnection timed) {
        timed.answered();
      }
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

  /** Watches no further requests. */
  void stop() {
    lateStart.stop();
  }
}
