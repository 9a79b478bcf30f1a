package dev.rolloutserver.http;

import io.helidon.webserver.http.ServerResponse;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Blanks before answers that take long, so that no proxy takes their connections for dead. They
 * begin when a rollout was admitted: the first one says 200.
 */
public final class Heartbeats {
  private final Duration period;

  /** The request that a thread answers: a rollout runs in the thread of its request. */
  @SuppressWarnings("ThreadLocalUsage") // not static: each listener has its own
  private final ThreadLocal<@Nullable Heartbeat> current = new ThreadLocal<>();

  /** A blank that often; none where the period is zero. */
  public Heartbeats(Duration period) {
    this.period = period;
  }

  /** The rollout of this thread's request runs from now on. */
  public void admitted() {
    Heartbeat heartbeat = period.isZero() ? null : current.get();
    if (heartbeat != null) {
      heartbeat.begin(period);
    }
  }

  /**
   * That of this thread's request, which has to be closed by it.
   *
   * @param gone run where the caller no longer takes them
   */
  Heartbeat of(ServerResponse response, Runnable gone) {
    if (period.isZero()) {
      return new Heartbeat(response, gone, () -> {});
    }
    Heartbeat heartbeat = new Heartbeat(response, gone, current::remove);
    current.set(heartbeat);
    return heartbeat;
  }
}
