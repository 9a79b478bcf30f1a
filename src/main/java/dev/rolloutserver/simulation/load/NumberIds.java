package dev.rolloutserver.simulation.load;

import java.util.Arrays;
import java.util.function.Function;

/**
 * The ids of every number of six digits, for tokenizers that have a token for each digit or for
 * every three: those of its first half and those of its second.
 */
final class NumberIds {
  private static final int HALF = 1000;

  /** Anything that no digit ever becomes one token with. */
  private static final String BEFORE = "=";

  private final int[][] ids = new int[HALF][];
  private final byte[][] json = new byte[HALF][];

  /**
   * Asks for the ids of all halves.
   *
   * @throws LoadException if some have more ids than others
   */
  NumberIds(Function<String, int[]> tokenizer) {
    int before = tokenizer.apply(BEFORE).length;
    for (int half = 0; half < HALF; half++) {
      int[] all = tokenizer.apply(BEFORE + Integer.toString(half + HALF).substring(1));
      ids[half] = Arrays.copyOfRange(all, before, all.length);
      if (ids[half].length != ids[0].length) {
        throw new LoadException(
            "has tokens for some numbers and not for others: 000 becomes "
                + ids[0].length
                + " tokens, "
                + Integer.toString(half + HALF).substring(1)
                + " becomes "
                + ids[half].length);
      }
      json[half] = JsonIds.bytes(ids[half]);
    }
  }

  /** The ids of a number. */
  int[] of(int number) {
    int[] first = ids[number / HALF];
    int[] second = ids[number % HALF];
    int[] both = Arrays.copyOf(first, first.length + second.length);
    System.arraycopy(second, 0, both, first.length, second.length);
    return both;
  }

  /** How many ids every number has. */
  int length() {
    return 2 * ids[0].length;
  }

  /** The ids of the first three digits as elements of a JSON array. */
  byte[] firstHalf(int number) {
    return json[number / HALF];
  }

  /** The ids of the last three digits as elements of a JSON array. */
  byte[] secondHalf(int number) {
    return json[number % HALF];
  }
}
