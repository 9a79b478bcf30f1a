package dev.rolloutserver.python;

/** What stands between {@code %} and the conversion: flags, width and precision. */
final class PercentField {
  boolean left;
  boolean plus;
  boolean blank;
  boolean alternate;
  boolean zero;
  long width;

  /** Negative if there is none. */
  int precision = -1;

  boolean takeFlag(char c) {
    switch (c) {
      case '-' -> left = true;
      case '+' -> plus = true;
      case ' ' -> blank = true;
      case '#' -> alternate = true;
      case '0' -> zero = true;
      default -> {
        return false;
      }
    }
    return true;
  }

  /** Takes a width from the arguments, where a negative one means the flag {@code -}. */
  void width(long given) {
    left |= given < 0;
    // the one width that has no positive counterpart asks for nothing in CPython either
    width = given == Long.MIN_VALUE ? 0 : Math.abs(given);
  }
}
