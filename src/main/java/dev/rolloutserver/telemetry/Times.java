package dev.rolloutserver.telemetry;

import io.helidon.metrics.api.Timer;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;

/**
 * Times for one meter, handed to it many at once: what it does for quantiles costs a fifth where it
 * is done over and over. Safe for use by many threads.
 */
final class Times {
  private static final int STRIPES = 4;
  private static final int GATHERED = 64;

  private final Timer timer;
  private final Stripe[] stripes =
      IntStream.range(0, STRIPES).mapToObj(_ -> new Stripe()).toArray(Stripe[]::new);

  /** Some threads share one. */
  private static final class Stripe {
    private final long[] nanos = new long[GATHERED];
    private int count;
  }

  Times(Timer timer) {
    this.timer = timer;
  }

  void record(Duration time) {
    Stripe stripe = stripes[(int) (Thread.currentThread().threadId() % STRIPES)];
    synchronized (stripe) {
      stripe.nanos[stripe.count++] = time.toNanos();
      if (stripe.count == GATHERED) {
        settle(stripe);
      }
    }
  }

  /** The meter knows all that was recorded before. */
  void settle() {
    for (Stripe stripe : stripes) {
      synchronized (stripe) {
        settle(stripe);
      }
    }
  }

  private void settle(Stripe stripe) {
    for (int i = 0; i < stripe.count; i++) {
      timer.record(stripe.nanos[i], TimeUnit.NANOSECONDS);
    }
    stripe.count = 0;
  }
}
