package dev.rolloutserver.hub;

import java.util.regex.Pattern;

/** The beginning of a text from outside, fit for a message of one line. */
final class Excerpt {
  private static final int MAX_LENGTH = 120;
  private static final Pattern CONTROL = Pattern.compile("[\\p{Cntrl}\\u2028\\u2029\\p{Cs}]");

  private Excerpt() {}

  static String of(String text) {
    String plain = CONTROL.matcher(text).replaceAll("?");
    if (plain.codePointCount(0, plain.length()) <= MAX_LENGTH) {
      return plain;
    }
    return plain.substring(0, plain.offsetByCodePoints(0, MAX_LENGTH)) + "…";
  }
}
