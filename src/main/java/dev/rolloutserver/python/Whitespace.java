package dev.rolloutserver.python;

import java.util.function.IntPredicate;

/**
 * What {@code str.strip} takes away. Python's white space is wider than Java's: it has U+001C to
 * U+001F, U+0085, U+00A0 and the spaces of Unicode. All of it lies in the basic plane.
 */
public final class Whitespace {
  private Whitespace() {}

  public static boolean isSpace(int c) {
    if (c < 0x80) {
      return c == ' ' || (c >= '\t' && c <= '\r') || (c >= 0x1C && c <= 0x1F);
    }
    return c == 0x85
        || c == 0xA0
        || c == 0x1680
        || (c >= 0x2000 && c <= 0x200A)
        || c == 0x2028
        || c == 0x2029
        || c == 0x202F
        || c == 0x205F
        || c == 0x3000;
  }

  public static String strip(String s) {
    int start = firstNot(s, Whitespace::isSpace);
    return s.substring(start, endOf(s, start, Whitespace::isSpace));
  }

  public static String lstrip(String s) {
    return s.substring(firstNot(s, Whitespace::isSpace));
  }

  public static String rstrip(String s) {
    return s.substring(0, endOf(s, 0, Whitespace::isSpace));
  }

  /** Takes away any of the characters of {@code chars}, as {@code s.strip(chars)}. */
  public static String strip(String s, String chars) {
    IntPredicate within = within(chars);
    int start = firstNot(s, within);
    return s.substring(start, endOf(s, start, within));
  }

  public static String lstrip(String s, String chars) {
    return s.substring(firstNot(s, within(chars)));
  }

  public static String rstrip(String s, String chars) {
    return s.substring(0, endOf(s, 0, within(chars)));
  }

  private static IntPredicate within(String chars) {
    return CodePoints.isPlain(chars)
        ? c -> chars.indexOf(c) >= 0
        : c -> chars.codePoints().anyMatch(other -> other == c);
  }

  private static int firstNot(String s, IntPredicate test) {
    int i = 0;
    while (i < s.length()) {
      int c = s.codePointAt(i);
      if (!test.test(c)) {
        break;
      }
      i += Character.charCount(c);
    }
    return i;
  }

  private static int endOf(String s, int start, IntPredicate test) {
    int end = s.length();
    while (end > start) {
      int c = s.codePointBefore(end);
      if (!test.test(c)) {
        break;
      }
      end -= Character.charCount(c);
    }
    return end;
  }
}
