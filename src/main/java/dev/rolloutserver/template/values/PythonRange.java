package dev.rolloutserver.template.values;

import java.util.AbstractList;
import org.jspecify.annotations.Nullable;

/** Python's range over integers of 64 bits. */
public final class PythonRange {
  private final long start;
  private final long stop;
  private final long step;
  private final int length;

  /** A range whose length is known to be this. */
  public PythonRange(long start, long stop, long step, int length) {
    this.start = start;
    this.stop = stop;
    this.step = step;
    this.length = length;
  }

  /** The first number. */
  public long start() {
    return start;
  }

  /** The bound that is not reached. */
  public long stop() {
    return stop;
  }

  /** The distance between numbers. */
  public long step() {
    return step;
  }

  /** How many numbers there are. */
  public int length() {
    return length;
  }

  /** The number at an index that is within bounds. */
  public long at(long index) {
    return start + index * step;
  }

  /** Whether a number is one of them. */
  public boolean contains(long number) {
    boolean within = step > 0 ? number >= start && number < stop : number <= start && number > stop;
    return within && (number - start) % step == 0;
  }

  /** The numbers as a list. */
  public AbstractList<Long> items() {
    return new AbstractList<>() {
      @Override
      public Long get(int index) {
        return at(index);
      }

      @Override
      public int size() {
        return length;
      }
    };
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof PythonRange that
        && length == that.length
        && (length == 0 || (start == that.start && (length == 1 || step == that.step)));
  }

  @Override
  public int hashCode() {
    return length == 0 ? 0 : Long.hashCode(start) * 31 + length;
  }

  @Override
  public String toString() {
    return "range(" + start + ", " + stop + (step == 1 ? ")" : ", " + step + ")");
  }
}
