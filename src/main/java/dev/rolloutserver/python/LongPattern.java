package dev.rolloutserver.python;

/**
 * Finds a long part of a text in linear time (Knuth, Morris and Pratt), which {@code
 * String.indexOf} does not promise.
 */
final class LongPattern {
  /** Shorter ones are found faster by {@code String.indexOf}. */
  static final int MIN_LENGTH = 16;

  private final String part;
  private final int[] borders;

  /** The part to be found; {@link #reversed} if it is to be found from the end. */
  LongPattern(String part) {
    this.part = part;
    this.borders = new int[part.length()];
    int matched = 0;
    for (int i = 1; i < part.length(); i++) {
      matched = next(part.charAt(i), matched);
      borders[i] = matched;
    }
  }

  /** The chars of a part from its end; other than in a text, halves of a pair change places. */
  static String reversed(String part) {
    char[] chars = new char[part.length()];
    for (int i = 0; i < chars.length; i++) {
      chars[i] = part.charAt(chars.length - 1 - i);
    }
    return new String(chars);
  }

  /** The first match that lies between two offsets, or -1. */
  int firstIn(String s, int from, int end) {
    int matched = 0;
    for (int i = from; i < end; i++) {
      matched = next(s.charAt(i), matched);
      if (matched == part.length()) {
        return i - matched + 1;
      }
    }
    return -1;
  }

  /** The last match of the reversed part that lies between two offsets, or -1. */
  int lastIn(String s, int from, int end) {
    int matched = 0;
    for (int i = end - 1; i >= from; i--) {
      matched = next(s.charAt(i), matched);
      if (matched == part.length()) {
        return i;
      }
    }
    return -1;
  }

  private int next(char c, int matched) {
    int longest = matched;
    while (longest > 0 && part.charAt(longest) != c) {
      longest = borders[longest - 1];
    }
    return part.charAt(longest) == c ? longest + 1 : longest;
  }
}
