package dev.rolloutserver.http;

import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Starts lookouts a moment after their requests have begun: most rollouts of quick trainers end
 * before it is worth watching. One thread for all of them; a timer for each would cost more than
 * all other waiting of a short request.
 */
final class LateStart {
  private static final System.Logger LOGGER = System.getLogger(LateStart.class.getName());

  private static final long UNWATCHED_NANOS = Duration.ofMillis(50).toNanos();

  /** How much later it may become: many requests are looked at in one waking. */
  private static final long SPARE_NANOS = Duration.ofMillis(10).toNanos();

  private final LinkedBlockingQueue<Waiting> queue = new LinkedBlockingQueue<>();
  private final AtomicLong started = new AtomicLong();
  private final AtomicBoolean begun = new AtomicBoolean();
  private final Thread thread =
      Thread.ofPlatform().daemon().name("caller-watch").unstarted(this::run);

  private record Waiting(Lookout lookout, long since) {}

  void add(Lookout lookout) {
    queue.add(new Waiting(lookout, System.nanoTime()));
    if (!begun.get() && begun.compareAndSet(false, true)) {
      thread.start();
    }
  }

  /** Lookouts that were still of use. */
  long started() {
    return started.get();
  }

  void stop() {
    thread.interrupt();
  }

  private void run() {
    try {
      while (true) {
        Waiting next = queue.take();
        try {
          start(next);
        } catch (RuntimeException | Error e) {
          // such as no memory for a thread: the others still have to be watched
          LOGGER.log(Level.ERROR, "A caller is not watched", e);
        }
      }
    } catch (InterruptedException e) {
      // the listener is closed
    }
  }

  private void start(Waiting next) throws InterruptedException {
    long left = UNWATCHED_NANOS - (System.nanoTime() - next.since());
    if (left > 0) {
      TimeUnit.NANOSECONDS.sleep(left + SPARE_NANOS);
    }
    if (next.lookout().start()) {
      started.incrementAndGet();
    }
  }
}
