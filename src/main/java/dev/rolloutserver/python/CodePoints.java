package dev.rolloutserver.python;

/**
 * Lengths, positions and slices of a Java string counted in code points, as Python counts. Where a
 * string has no surrogates, code points and chars are the same and nothing is converted.
 */
public final class CodePoints {
  private CodePoints() {}

  public static int length(String s) {
    return s.codePointCount(0, s.length());
  }

  /** Whether each char is a code point. */
  static boolean isPlain(String s) {
    return length(s) == s.length();
  }

  /** The char offset of a code point index within bounds. */
  static int offset(String s, int index) {
    return isPlain(s) ? index : s.offsetByCodePoints(0, index);
  }

  /** From code point {@code start} up to {@code end}, both within bounds. */
  public static String substring(String s, int start, int end) {
    if (isPlain(s)) {
      return s.substring(start, end);
    }
    int from = s.offsetByCodePoints(0, start);
    return s.substring(from, s.offsetByCodePoints(from, end - start));
  }

  /** As {@code String.indexOf}, but never finds half of a surrogate pair. */
  static int indexOf(String s, String part, int from, int end) {
    int at = firstMatch(s, part, from, end);
    while (at >= 0 && splitsPair(s, part, at)) {
      at = firstMatch(s, part, at + 1, end);
    }
    return at;
  }

  /** The last match that lies between two char offsets, or -1. */
  static int lastIndexOf(String s, String part, int from, int end) {
    int at = lastMatch(s, part, from, end);
    while (at >= from && splitsPair(s, part, at)) {
      at = lastMatch(s, part, from, at + part.length() - 1);
    }
    return at >= from ? at : -1;
  }

  private static int firstMatch(String s, String part, int from, int end) {
    return part.length() < LongPattern.MIN_LENGTH
        ? s.indexOf(part, from, end)
        : new LongPattern(part).firstIn(s, from, end);
  }

  private static int lastMatch(String s, String part, int from, int end) {
    return part.length() < LongPattern.MIN_LENGTH
        ? s.lastIndexOf(part, end - part.length())
        : new LongPattern(LongPattern.reversed(part)).lastIn(s, from, end);
  }

  /** Whether a match at this char offset begins or ends within a surrogate pair. */
  static boolean splitsPair(String s, String part, int at) {
    return isWithinPair(s, at) || isWithinPair(s, at + part.length());
  }

  private static boolean isWithinPair(String s, int at) {
    return at > 0
        && at < s.length()
        && Character.isLowSurrogate(s.charAt(at))
        && Character.isHighSurrogate(s.charAt(at - 1));
  }
}
