package dev.rolloutserver.python;

import java.math.BigInteger;

/** {@code str(int)} and {@code int(text, base)}, with CPython's bound on the number of digits. */
public final class IntText {
  /** CPython's default of {@code sys.get_int_max_str_digits()}. */
  private static final int MAX_DIGITS = 4300;

  /** More bits than any number of that many digits has. */
  private static final int MAX_BITS = 14_285;

  private IntText() {}

  /** {@code str(value)}, or ValueError above 4300 digits. */
  public static String write(Number value) {
    if (value instanceof Long x) {
      return Long.toString(x);
    }
    BigInteger big = PythonInt.big(value);
    String text = big.bitLength() > MAX_BITS ? "" : big.toString();
    if (text.isEmpty() || text.length() - (big.signum() < 0 ? 1 : 0) > MAX_DIGITS) {
      throw PythonError.valueError(
          "Exceeds the limit (4300 digits) for integer string conversion;"
              + " use sys.set_int_max_str_digits() to increase the limit");
    }
    return text;
  }

  /** {@code int(text)}. */
  public static Number parse(String text) {
    return parse(text, 10);
  }

  /** {@code int(text, base)}; base 0 reads the prefix that a literal has. */
  public static Number parse(String text, int base) {
    if (base != 0 && (base < 2 || base > 36)) {
      throw PythonError.valueError("int() base must be >= 2 and <= 36, or 0");
    }
    String s = NumberLiteral.normalize(text);
    boolean signed = !s.isEmpty() && (s.charAt(0) == '-' || s.charAt(0) == '+');
    int start = signed ? 1 : 0;
    int prefixed = prefixBase(s, start);
    int radix = base;
    boolean onlyZeros = false;
    if (base == 0) {
      radix = prefixed == 0 ? 10 : prefixed;
      onlyZeros = prefixed == 0 && start < s.length() && s.charAt(start) == '0';
    }
    if (prefixed != 0 && prefixed == radix) {
      start += 2;
      start += start < s.length() && s.charAt(start) == '_' ? 1 : 0;
    }
    String digits = digits(s, start, radix);
    if (digits.isEmpty() || (onlyZeros && !digits.chars().allMatch(c -> c == '0'))) {
      throw PythonError.valueError(
          "invalid literal for int() with base " + base + ": " + NumberLiteral.quoted(text, 200));
    }
    boolean bounded = (radix & (radix - 1)) != 0;
    if (bounded && digits.length() > MAX_DIGITS) {
      throw PythonError.valueError(
          "Exceeds the limit (4300 digits) for integer string conversion: value has "
              + digits.length()
              + " digits; use sys.set_int_max_str_digits() to increase the limit");
    }
    BigInteger magnitude = new BigInteger(digits, radix);
    return PythonInt.normalize(signed && s.charAt(0) == '-' ? magnitude.negate() : magnitude);
  }

  /** The base that a prefix such as 0x names, or 0. */
  private static int prefixBase(String s, int at) {
    if (at + 1 >= s.length() || s.charAt(at) != '0') {
      return 0;
    }
    return switch (s.charAt(at + 1)) {
      case 'x', 'X' -> 16;
      case 'o', 'O' -> 8;
      case 'b', 'B' -> 2;
      default -> 0;
    };
  }

  /** The digits without single underscores between them; empty if there is anything else. */
  private static String digits(String s, int from, int radix) {
    StringBuilder digits = new StringBuilder(s.length());
    char previous = '_';
    for (int i = from; i < s.length(); i++) {
      char c = s.charAt(i);
      if (c == '_' ? previous == '_' : Character.digit(c, radix) < 0) {
        return "";
      }
      if (c != '_') {
        digits.append(c);
      }
      previous = c;
    }
    return previous == '_' ? "" : digits.toString();
  }
}
