package dev.rolloutserver.trainer;

import dev.rolloutserver.deadline.Cancellation;
import dev.rolloutserver.deadline.Cancellation.Registration;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** The wait between two attempts. */
@FunctionalInterface
public interface Pause {
  /** Waits so long, or until the end is wished. */
  void await(Duration time, Cancellation cancellation) throws InterruptedException;

  /** Waits by the clock. */
  static void byClock(Duration time, Cancellation cancellation) throws InterruptedException {
    CountDownLatch wished = new CountDownLatch(1);
    try (Registration _ = cancellation.onCancel(wished::countDown)) {
      boolean _ = wished.await(time.toNanos(), TimeUnit.NANOSECONDS);
    }
  }
}
