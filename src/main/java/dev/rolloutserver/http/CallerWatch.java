package dev.rolloutserver.http;

import io.helidon.http.HttpPrologue;
import io.helidon.webserver.CloseConnectionException;
import io.helidon.webserver.ConnectionContext;
import io.helidon.webserver.http.Filter;
import io.helidon.webserver.http.FilterChain;
import io.helidon.webserver.http.RoutingRequest;
import io.helidon.webserver.http.RoutingResponse;
import io.helidon.webserver.http1.Http1ConnectionListener;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Sees that a caller hangs up while its request is worked on, which HTTP/1.1 gives no sign of: a
 * second thread reads ahead on the connection. What it reads belongs to the next request, so the
 * connection goes on only when that thread has let go of it. A caller that closes its sending half
 * counts as gone.
 */
public final class CallerWatch implements Filter, Http1ConnectionListener {
  /** The caller that a thread serves: a connection has one thread. */
  @SuppressWarnings("ThreadLocalUsage") // not static: each listener has its own
  private final ThreadLocal<@Nullable Caller> callers = new ThreadLocal<>();

  private final Set<Thread> waitingForNextRequest = ConcurrentHashMap.newKeySet();
  private final Duration idleTimeout;
  private volatile boolean stopping;

  /** A watch for a listener with this idle timeout. */
  public CallerWatch(Duration idleTimeout) {
    this.idleTimeout = idleTimeout;
  }

  /** Remembers the connection that this thread serves. */
  @Override
  public void prologue(ConnectionContext context, HttpPrologue prologue) {
    callers.set(new Caller(context));
  }

  /** Runs this once the caller of the current request, whose body was read, has gone. */
  void onGone(Runnable gone) {
    Caller caller = callers.get();
    if (caller != null && caller.lookout == null) {
      caller.lookout = Lookout.start(caller.context, gone);
    }
  }

  @Override
  public void filter(FilterChain chain, RoutingRequest request, RoutingResponse response) {
    chain.proceed();
    Caller caller = callers.get();
    if (caller != null && caller.lookout != null) {
      // the connection may be idle for long: what it was about need not be kept
      caller.lookout.told = () -> {};
      awaitNextRequest(caller.lookout);
    }
  }

  /** Ends connections whose last request was answered; the others end with their answer. */
  void stop() {
    stopping = true;
    waitingForNextRequest.forEach(Thread::interrupt);
  }

  private void awaitNextRequest(Lookout started) {
    Thread thread = Thread.currentThread();
    waitingForNextRequest.add(thread);
    try {
      if (stopping || !started.thread.join(idleTimeout) || started.gone) {
        throw new CloseConnectionException("no further request");
      }
    } catch (InterruptedException e) {
      throw new CloseConnectionException("the server stops", e);
    } finally {
      waitingForNextRequest.remove(thread);
      // without effect where it has read; otherwise it closes the connection
      started.thread.interrupt();
    }
  }

  /** The connection of the current request, and who reads ahead on it. */
  private static final class Caller {
    private final ConnectionContext context;
    private @Nullable Lookout lookout;

    Caller(ConnectionContext context) {
      this.context = context;
    }
  }

  private static final class Lookout {
    private final Thread thread;
    private volatile Runnable told;
    private volatile boolean gone;

    private Lookout(ConnectionContext context, Runnable told) {
      this.told = told;
      thread =
          Thread.ofVirtual()
              .name("caller-watch")
              .unstarted(() -> {
                try {
                  context.dataReader().ensureAvailable();
                } catch (RuntimeException e) {
                  gone = true;
                  this.told.run();
                }
              });
    }

    static Lookout start(ConnectionContext context, Runnable told) {
      Lookout lookout = new Lookout(context, told);
      lookout.thread.start();
      return lookout;
    }
  }
}
