package dev.rolloutserver.admission;

import java.time.Duration;
import java.util.function.LongSupplier;

/** How fast rollouts have ended of late, and how long it takes until more have. */
final class DrainRate {
  static final Duration MIN = Duration.ofSeconds(1);
  static final Duration MAX = Duration.ofSeconds(60);

  /** What is said where nothing has ended of late. */
  static final Duration UNKNOWN = Duration.ofSeconds(5);

  /** What ended longer ago says nothing about now. */
  private static final long WINDOW_NANOS = Duration.ofSeconds(60).toNanos();

  private static final int REMEMBERED = 128;

  private final LongSupplier nanoClock;
  private final long[] ends = new long[REMEMBERED];
  private long ended;

  DrainRate(LongSupplier nanoClock) {
    this.nanoClock = nanoClock;
  }

  /** A rollout has ended. */
  void ended() {
    ends[(int) (ended % REMEMBERED)] = nanoClock.getAsLong();
    ended++;
  }

  /** The time until so many more have ended, in whole seconds. */
  Duration timeFor(int more) {
    long now = nanoClock.getAsLong();
    long count = 0;
    long span = 0;
    while (count < Math.min(ended, REMEMBERED)) {
      long age = now - ends[(int) ((ended - 1 - count) % REMEMBERED)];
      if (age > WINDOW_NANOS) {
        break;
      }
      span = age;
      count++;
    }
    if (count == 0) {
      return UNKNOWN;
    }
    // a few that ended just now are no rate
    double seconds = Math.max(span, MIN.toNanos()) / 1e9;
    double needed = Math.ceil(Math.max(1, more) * seconds / count);
    return Duration.ofSeconds(
        (long) Math.clamp(needed, (double) MIN.toSeconds(), (double) MAX.toSeconds()));
  }
}
