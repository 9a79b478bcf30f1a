package dev.rolloutserver.python;

/** {@code str.replace}, which also knows the empty pattern. */
public final class Replacing {
  private Replacing() {}

  /** Replaces the first {@code count} matches, all if it is negative. */
  public static String replace(
      String s, String old, String replacement, long count, LengthBudget budget) {
    if (count == 0) {
      return s;
    }
    long max = count < 0 ? Long.MAX_VALUE : count;
    if (old.isEmpty()) {
      return interleave(s, replacement, max, budget);
    }
    int at = CodePoints.indexOf(s, old, 0, s.length());
    if (at < 0) {
      return s;
    }
    int matches = 0;
    for (int i = at; i >= 0 && matches < max; matches++) {
      i = CodePoints.indexOf(s, old, i + old.length(), s.length());
    }
    long length = s.length() + (long) matches * (replacement.length() - old.length());
    budget.require(length);
    StringBuilder result = new StringBuilder((int) length);
    int copied = 0;
    for (int i = 0; i < matches; i++) {
      result.append(s, copied, at).append(replacement);
      copied = at + old.length();
      at = CodePoints.indexOf(s, old, copied, s.length());
    }
    return result.append(s, copied, s.length()).toString();
  }

  private static String interleave(String s, String replacement, long max, LengthBudget budget) {
    long matches = Math.min(max, CodePoints.length(s) + 1L);
    long length = s.length() + matches * replacement.length();
    budget.require(length);
    StringBuilder result = new StringBuilder((int) length);
    int at = 0;
    for (long i = 0; i < matches; i++) {
      result.append(replacement);
      if (at < s.length()) {
        int c = s.codePointAt(at);
        result.appendCodePoint(c);
        at += Character.charCount(c);
      }
    }
    return result.append(s, at, s.length()).toString();
  }
}
