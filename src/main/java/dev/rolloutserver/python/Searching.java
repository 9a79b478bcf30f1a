package dev.rolloutserver.python;

/**
 * {@code str.find}, {@code count}, {@code startswith} and their kin. Positions are code points; a
 * start or end beyond the text or counted from its end is taken as Python takes it.
 */
public final class Searching {
  /** The end where the caller names none. */
  public static final long NO_END = Long.MAX_VALUE;

  private Searching() {}

  public static int find(String s, String part) {
    return find(s, part, 0, NO_END);
  }

  /** The code point index of the first match, or -1. */
  public static int find(String s, String part, long start, long end) {
    Span span = Span.of(s, start, end);
    if (span.isEmptyFor(part)) {
      return -1;
    }
    int at = CodePoints.indexOf(s, part, span.from, span.to);
    return at < 0 ? -1 : s.codePointCount(0, at);
  }

  public static int rfind(String s, String part) {
    return rfind(s, part, 0, NO_END);
  }

  /** The code point index of the last match, or -1. */
  public static int rfind(String s, String part, long start, long end) {
    Span span = Span.of(s, start, end);
    if (span.isEmptyFor(part)) {
      return -1;
    }
    int at = CodePoints.lastIndexOf(s, part, span.from, span.to);
    return at < 0 ? -1 : s.codePointCount(0, at);
  }

  /** As find, but ValueError where nothing is found. */
  public static int index(String s, String part, long start, long end) {
    return found(find(s, part, start, end));
  }

  /** As rfind, but ValueError where nothing is found. */
  public static int rindex(String s, String part, long start, long end) {
    return found(rfind(s, part, start, end));
  }

  public static int count(String s, String part) {
    return count(s, part, 0, NO_END);
  }

  /** How many matches there are that do not overlap. */
  public static int count(String s, String part, long start, long end) {
    Span span = Span.of(s, start, end);
    if (span.isEmptyFor(part)) {
      return 0;
    }
    if (part.isEmpty()) {
      return s.codePointCount(span.from, span.to) + 1;
    }
    int count = 0;
    int at = CodePoints.indexOf(s, part, span.from, span.to);
    while (at >= 0) {
      count++;
      at = CodePoints.indexOf(s, part, at + part.length(), span.to);
    }
    return count;
  }

  public static boolean contains(String s, String part) {
    return CodePoints.indexOf(s, part, 0, s.length()) >= 0;
  }

  public static boolean startsWith(String s, String prefix, long start, long end) {
    Span span = Span.of(s, start, end);
    return !span.isEmptyFor(prefix)
        && span.from + prefix.length() <= span.to
        && s.startsWith(prefix, span.from)
        && !CodePoints.splitsPair(s, prefix, span.from);
  }

  public static boolean endsWith(String s, String suffix, long start, long end) {
    Span span = Span.of(s, start, end);
    int at = span.to - suffix.length();
    return !span.isEmptyFor(suffix)
        && at >= span.from
        && s.startsWith(suffix, at)
        && !CodePoints.splitsPair(s, suffix, at);
  }

  public static String removePrefix(String s, String prefix) {
    return startsWith(s, prefix, 0, NO_END) ? s.substring(prefix.length()) : s;
  }

  public static String removeSuffix(String s, String suffix) {
    return !suffix.isEmpty() && endsWith(s, suffix, 0, NO_END)
        ? s.substring(0, s.length() - suffix.length())
        : s;
  }

  private static int found(int at) {
    if (at < 0) {
      throw PythonError.valueError("substring not found");
    }
    return at;
  }

  /** A stretch of the text in char offsets; {@code from} is after {@code to} if Python's is. */
  private record Span(int from, int to) {
    static Span of(String s, long start, long end) {
      if (start == 0 && end == NO_END) {
        return new Span(0, s.length());
      }
      int length = CodePoints.length(s);
      long to = end > length ? length : end < 0 ? Math.max(0, end + length) : end;
      long from = start < 0 ? Math.max(0, start + length) : start;
      if (from > to) {
        return new Span(1, 0);
      }
      return new Span(CodePoints.offset(s, (int) from), CodePoints.offset(s, (int) to));
    }

    boolean isEmptyFor(String part) {
      return to - from < part.length();
    }
  }
}
