package dev.rolloutserver.record;

import java.util.function.LongSupplier;

/**
 * How many bytes of records are made a second. Who asks gets room for a record of the usual size,
 * and gives back or pays what his own differs. Safe for use by many threads.
 */
final class RecordBudget {
  /** What is not used is good for that long. */
  private static final double SAVED_SECONDS = 60;

  private static final double NANOS = 1e9;
  private static final double WEIGHT_OF_THE_NEWEST = 0.1;
  private static final long FIRST_GUESS = 4096;

  private final double bytesPerSecond;
  private final LongSupplier nanoClock;
  private double usual = FIRST_GUESS;
  private double left;
  private long counted;

  /** Before this time there is no room, unless some is given back: nobody has to look. */
  private volatile long roomAt;

  RecordBudget(long bytesPerSecond, LongSupplier nanoClock) {
    this.bytesPerSecond = bytesPerSecond;
    this.nanoClock = nanoClock;
    this.left = bytesPerSecond * SAVED_SECONDS;
    this.counted = nanoClock.getAsLong();
    this.roomAt = counted;
  }

  /** Room for one record, in bytes; 0 where there is none for now. */
  long take() {
    long now = nanoClock.getAsLong();
    return now - roomAt < 0 ? 0 : take(now);
  }

  private synchronized long take(long now) {
    left += (now - counted) / NANOS * bytesPerSecond;
    left = Math.min(left, bytesPerSecond * SAVED_SECONDS);
    counted = now;
    if (left <= 0) {
      roomAt = now + (long) (-left / bytesPerSecond * NANOS);
      return 0;
    }
    long taken = Math.max(1, Math.round(usual));
    left -= taken;
    return taken;
  }

  /** The record for which so much was taken has this size. */
  synchronized void made(long taken, long bytes) {
    left += taken - bytes;
    roomAt = counted;
    usual += WEIGHT_OF_THE_NEWEST * (bytes - usual);
  }
}
