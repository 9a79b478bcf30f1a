package dev.rolloutserver.json;

import java.util.Arrays;

/**
 * Ids that an array has one after the other: the first of those that were known, then others.
 *
 * @param known how many of the known ids come first; more may agree where they are written
 *     otherwise
 * @param others those behind them; never to be changed
 */
public record IdRun(int known, IdText others) {
  public IdRun {
    if (known < 0) {
      throw new IllegalArgumentException(known + " known ids, but must be at least 0");
    }
  }

  /** How many there are. */
  public int count() {
    return known + others.count();
  }

  /**
   * The ids as numbers.
   *
   * @param knownIds those that were known when the array was read
   */
  public int[] toArray(IdText knownIds) {
    int[] behind = others.toArray();
    int[] ids = Arrays.copyOf(knownIds.toArray(), Math.addExact(known, behind.length));
    System.arraycopy(behind, 0, ids, known, behind.length);
    return ids;
  }
}
