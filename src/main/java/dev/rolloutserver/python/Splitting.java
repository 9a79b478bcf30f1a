package dev.rolloutserver.python;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * {@code str.split}, {@code rsplit}, {@code splitlines}, {@code partition} and {@code rpartition}.
 */
public final class Splitting {
  private Splitting() {}

  /** At white space; at most {@code max} times, without bound if it is negative. */
  public static List<String> split(String s, long max) {
    List<String> parts = new ArrayList<>();
    int at = skip(s, 0);
    for (long left = bound(max); left > 0 && at < s.length(); left--) {
      int end = at;
      while (end < s.length() && !Whitespace.isSpace(s.charAt(end))) {
        end++;
      }
      parts.add(s.substring(at, end));
      at = skip(s, end);
    }
    if (at < s.length()) {
      parts.add(s.substring(at));
    }
    return parts;
  }

  /** As split, but counted from the right. */
  public static List<String> rsplit(String s, long max) {
    List<String> parts = new ArrayList<>();
    int end = skipBack(s, s.length());
    for (long left = bound(max); left > 0 && end > 0; left--) {
      int at = end;
      while (at > 0 && !Whitespace.isSpace(s.charAt(at - 1))) {
        at--;
      }
      parts.add(s.substring(at, end));
      end = skipBack(s, at);
    }
    if (end > 0) {
      parts.add(s.substring(0, end));
    }
    Collections.reverse(parts);
    return parts;
  }

  /** At a separator; ValueError if it is empty. */
  public static List<String> split(String s, String separator, long max) {
    requireSeparator(separator);
    List<String> parts = new ArrayList<>();
    int start = 0;
    for (long left = bound(max); left > 0; left--) {
      int at = CodePoints.indexOf(s, separator, start, s.length());
      if (at < 0) {
        break;
      }
      parts.add(s.substring(start, at));
      start = at + separator.length();
    }
    parts.add(s.substring(start));
    return parts;
  }

  /** As split, but counted from the right. */
  public static List<String> rsplit(String s, String separator, long max) {
    requireSeparator(separator);
    List<String> parts = new ArrayList<>();
    int end = s.length();
    for (long left = bound(max); left > 0; left--) {
      int at = CodePoints.lastIndexOf(s, separator, 0, end);
      if (at < 0) {
        break;
      }
      parts.add(s.substring(at + separator.length(), end));
      end = at;
    }
    parts.add(s.substring(0, end));
    Collections.reverse(parts);
    return parts;
  }

  /** At line ends, of which Python knows ten and the pair CR LF. */
  public static List<String> splitLines(String s, boolean keepEnds) {
    List<String> lines = new ArrayList<>();
    int start = 0;
    while (start < s.length()) {
      int end = start;
      while (end < s.length() && !isLineEnd(s.charAt(end))) {
        end++;
      }
      int next = Math.min(end + 1, s.length());
      if (next < s.length() && s.charAt(end) == '\r' && s.charAt(next) == '\n') {
        next++;
      }
      lines.add(s.substring(start, keepEnds ? next : end));
      start = next;
    }
    return lines;
  }

  /** Before, separator and after; the text and two empty texts if there is no separator. */
  public static List<String> partition(String s, String separator) {
    requireSeparator(separator);
    int at = CodePoints.indexOf(s, separator, 0, s.length());
    return at < 0 ? List.of(s, "", "") : around(s, separator, at);
  }

  /** At the last separator; two empty texts and the text if there is none. */
  public static List<String> rpartition(String s, String separator) {
    requireSeparator(separator);
    int at = CodePoints.lastIndexOf(s, separator, 0, s.length());
    return at < 0 ? List.of("", "", s) : around(s, separator, at);
  }

  private static List<String> around(String s, String separator, int at) {
    return List.of(s.substring(0, at), separator, s.substring(at + separator.length()));
  }

  private static boolean isLineEnd(char c) {
    return (c >= '\n' && c <= '\r')
        || (c >= 0x1C && c <= 0x1E)
        || c == 0x85
        || c == 0x2028
        || c == 0x2029;
  }

  private static long bound(long max) {
    return max < 0 ? Long.MAX_VALUE : max;
  }

  private static int skip(String s, int from) {
    int at = from;
    while (at < s.length() && Whitespace.isSpace(s.charAt(at))) {
      at++;
    }
    return at;
  }

  private static int skipBack(String s, int from) {
    int at = from;
    while (at > 0 && Whitespace.isSpace(s.charAt(at - 1))) {
      at--;
    }
    return at;
  }

  private static void requireSeparator(String separator) {
    if (separator.isEmpty()) {
      throw PythonError.valueError("empty separator");
    }
  }
}
