package dev.rolloutserver.tokenizer.bpe;

import java.util.Arrays;

/**
 * A set of code points: an inversion list, as ICU's UnicodeSet has it.
 *
 * @param bounds ascending; at each the membership changes, before the first nothing is in the set
 */
@SuppressWarnings("ArrayRecordComponent") // never compared, never handed out
record CodePoints(int[] bounds) {
  private static final int END = Character.MAX_CODE_POINT + 1;

  static CodePoints none() {
    return new CodePoints(new int[0]);
  }

  static CodePoints all() {
    return range(0, Character.MAX_CODE_POINT);
  }

  static CodePoints of(int codePoint) {
    return range(codePoint, codePoint);
  }

  /** From the first to the last, both included. */
  static CodePoints range(int first, int last) {
    return new CodePoints(new int[] {first, last + 1});
  }

  static CodePoints of(String characters) {
    return characters.codePoints().mapToObj(CodePoints::of).reduce(none(), CodePoints::union);
  }

  boolean contains(int codePoint) {
    int at = Arrays.binarySearch(bounds, codePoint);
    return ((at >= 0 ? at : -at - 2) & 1) == 0;
  }

  CodePoints complement() {
    boolean fromZero = bounds.length > 0 && bounds[0] == 0;
    int from = fromZero ? 1 : 0;
    boolean toEnd = bounds.length > 0 && bounds[bounds.length - 1] == END;
    int to = toEnd ? bounds.length - 1 : bounds.length;
    int[] result = new int[(fromZero ? 0 : 1) + to - from + (toEnd ? 0 : 1)];
    System.arraycopy(bounds, from, result, fromZero ? 0 : 1, to - from);
    if (!toEnd) {
      result[result.length - 1] = END;
    }
    return new CodePoints(result);
  }

  CodePoints union(CodePoints other) {
    int[] result = new int[bounds.length + other.bounds.length];
    int size = 0;
    int i = 0;
    int j = 0;
    boolean in = false;
    while (i < bounds.length || j < other.bounds.length) {
      int mine = i < bounds.length ? bounds[i] : END + 1;
      int others = j < other.bounds.length ? other.bounds[j] : END + 1;
      int at = Math.min(mine, others);
      i += mine == at ? 1 : 0;
      j += others == at ? 1 : 0;
      boolean now = (i & 1) == 1 || (j & 1) == 1;
      if (now != in) {
        result[size++] = at;
        in = now;
      }
    }
    return new CodePoints(Arrays.copyOf(result, size));
  }

  CodePoints intersection(CodePoints other) {
    return complement().union(other.complement()).complement();
  }

  boolean isEmpty() {
    return bounds.length == 0;
  }
}
