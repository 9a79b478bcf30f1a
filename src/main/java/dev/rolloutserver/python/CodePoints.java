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

  /** The character at an index counted from the end when negative, or IndexError. */
  public static String at(String s, long index) {
    int length = length(s);
    long at = index < 0 ? index + length : index;
    if (at < 0 || at >= length) {
      throw PythonError.indexError("string index out of range");
    }
    return substring(s, (int) at, (int) at + 1);
  }

  /** The slice the indices describe; they must have been made for this string's length. */
  public static String slice(String s, SliceIndices indices) {
    if (indices.step() == 1) {
      return substring(s, indices.start(), indices.start() + indices.count());
    }
    StringBuilder result = new StringBuilder(indices.count());
    if (isPlain(s)) {
      for (int i = 0; i < indices.count(); i++) {
        result.append(s.charAt(indices.index(i)));
      }
    } else {
      int[] points = s.codePoints().toArray();
      for (int i = 0; i < indices.count(); i++) {
        result.appendCodePoint(points[indices.index(i)]);
      }
    }
    return result.toString();
  }

  /** As {@code String.indexOf}, but never finds half of a surrogate pair. */
  static int indexOf(String s, String part, int from, int end) {
    int at = s.indexOf(part, from, end);
    while (at >= 0 && splitsPair(s, part, at)) {
      at = s.indexOf(part, at + 1, end);
    }
    return at;
  }

  /** The last match that lies between two char offsets, or -1. */
  static int lastIndexOf(String s, String part, int from, int end) {
    int at = s.lastIndexOf(part, end - part.length());
    while (at >= from && splitsPair(s, part, at)) {
      at = s.lastIndexOf(part, at - 1);
    }
    return at >= from ? at : -1;
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
