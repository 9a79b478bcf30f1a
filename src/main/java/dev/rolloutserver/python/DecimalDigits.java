package dev.rolloutserver.python;

/** Reads the numbers in format strings, which have CPython's bound. */
final class DecimalDigits {
  private DecimalDigits() {}

  /** The number so far with one more digit, or ValueError. */
  static long next(long value, int digit) {
    if (value > (Long.MAX_VALUE - digit) / 10) {
      throw PythonError.valueError("Too many decimal digits in format string");
    }
    return value * 10 + digit;
  }

  /** The value of a text of digits only, or -1 for any other text. */
  static long parse(String s) {
    long value = s.isEmpty() ? -1 : 0;
    int c;
    for (int i = 0; i < s.length(); i += Character.charCount(c)) {
      c = s.codePointAt(i);
      int digit = CharacterClass.decimalValue(c);
      if (digit < 0) {
        return -1;
      }
      value = next(value, digit);
    }
    return value;
  }
}
