package dev.rolloutserver.python;

import java.math.BigInteger;
import org.jspecify.annotations.Nullable;

/**
 * Which elements of a sequence a slice takes.
 *
 * @param start index of the first element, meaningless if there is none
 * @param step distance between elements, never 0
 * @param count how many elements
 */
public record SliceIndices(int start, long step, int count) {
  private static final String NO_INDEX =
      "slice indices must be integers or None or have an __index__ method";

  /** Clamps {@code start:stop:step} to a length; each is a Python int, a Boolean or null. */
  public static SliceIndices of(
      @Nullable Object start, @Nullable Object stop, @Nullable Object step, int length) {
    // no step can be taken twice from here on, and its negation never overflows
    long by = Math.max(clamp(step, 1), -Long.MAX_VALUE);
    if (by == 0) {
      throw PythonError.valueError("slice step cannot be zero");
    }
    long first = within(clamp(start, by < 0 ? Long.MAX_VALUE : 0), by, length);
    long end = within(clamp(stop, by < 0 ? Long.MIN_VALUE : Long.MAX_VALUE), by, length);
    long count = 0;
    if (by < 0 && end < first) {
      count = (first - end - 1) / -by + 1;
    } else if (by > 0 && first < end) {
      count = (end - first - 1) / by + 1;
    }
    return new SliceIndices((int) first, by, (int) count);
  }

  /** The index in the sequence of the slice's element {@code i}. */
  public int index(int i) {
    return (int) (start + i * step);
  }

  /**
   * A position such as {@code str.find} takes, as a long: what does not fit becomes the nearest
   * that does. TypeError for anything but a Python int, a Boolean or null.
   */
  public static long clamp(@Nullable Object position, long whenNull) {
    return switch (position) {
      case null -> whenNull;
      case Long value -> value;
      case Integer value -> value;
      case Boolean value -> value ? 1 : 0;
      case BigInteger value -> value.signum() < 0 ? Long.MIN_VALUE : Long.MAX_VALUE;
      default -> throw PythonError.typeError(NO_INDEX);
    };
  }

  private static long within(long index, long step, int length) {
    if (index < 0) {
      return Math.max(index + length, step < 0 ? -1 : 0);
    }
    return Math.min(index, step < 0 ? length - 1 : length);
  }
}
