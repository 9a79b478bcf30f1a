package dev.rolloutserver.python;

import java.time.LocalDateTime;
import java.time.temporal.ChronoField;

/**
 * {@code datetime.strftime} of a date without a time zone, in the C locale and with the extensions
 * of the GNU C library. {@code %s} counts as if the date were in UTC.
 */
public final class Strftime {
  /** The buffer CPython begins with; it doubles it until this many times the pattern's length. */
  private static final int FIRST_BUFFER = 1024;

  private static final int BUFFER_FACTOR = 256;

  private Strftime() {}

  public static String format(LocalDateTime time, String pattern) {
    Utf8.requireEncodable(pattern);
    String prepared = prepare(time, pattern);
    long longest = FIRST_BUFFER;
    while (longest < (long) BUFFER_FACTOR * CodePoints.length(prepared)) {
      longest *= 2;
    }
    StringBuilder result = new StringBuilder();
    boolean fits = new TimeDirectives(time, longest).append(prepared, result);
    // CPython takes a text that does not fit for an empty one
    return fits && result.codePointCount(0, result.length()) < longest ? result.toString() : "";
  }

  /** What datetime itself replaces before the C library sees the pattern: %z, %Z and %f. */
  private static String prepare(LocalDateTime time, String pattern) {
    StringBuilder prepared = new StringBuilder(pattern.length());
    for (int i = 0; i < pattern.length(); i++) {
      char c = pattern.charAt(i);
      if (c != '%' || i + 1 == pattern.length()) {
        prepared.append(c);
        continue;
      }
      char directive = pattern.charAt(++i);
      switch (directive) {
        case 'z', 'Z' -> {}
        case 'f' -> prepared.append(micros(time));
        default -> prepared.append('%').append(directive);
      }
    }
    return prepared.toString();
  }

  private static String micros(LocalDateTime time) {
    String digits = Integer.toString(time.get(ChronoField.MICRO_OF_SECOND));
    return "0".repeat(6 - digits.length()) + digits;
  }
}
