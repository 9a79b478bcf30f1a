package dev.rolloutserver.deadline;

import java.time.Duration;
import java.util.function.LongSupplier;

/** An instant by which something must have ended, on a clock that never jumps. */
public final class Deadline {
  private final LongSupplier nanoClock;
  private final long end;

  private Deadline(LongSupplier nanoClock, long end) {
    this.nanoClock = nanoClock;
    this.end = end;
  }

  /** The instant that lies this far ahead of now; a negative time counts as zero. */
  public static Deadline after(Duration time) {
    return after(time, System::nanoTime);
  }

  static Deadline after(Duration time, LongSupplier nanoClock) {
    return new Deadline(nanoClock, nanoClock.getAsLong() + Math.max(0, time.toNanos()));
  }

  /** This instant, or the one that lies this far ahead of now if that comes first. */
  public Deadline within(Duration time) {
    Deadline other = after(time, nanoClock);
    return other.end - end < 0 ? other : this;
  }

  /** The time that is left, zero once it has passed. */
  public Duration remaining() {
    return Duration.ofNanos(Math.max(0, end - nanoClock.getAsLong()));
  }

  /** Whether the instant has come. */
  public boolean passed() {
    return remaining().isZero();
  }
}
