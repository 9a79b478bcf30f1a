package dev.rolloutserver.python;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Python's float: its text, reading it, and rounding it. */
public final class PythonFloat {
  private static final Pattern WORD =
      Pattern.compile("([+-]?)(inf|infinity|nan)", Pattern.CASE_INSENSITIVE);

  /** Beyond these numbers of digits rounding changes nothing or leaves nothing. */
  private static final int MAX_DIGITS = 323;

  private static final int MIN_DIGITS = -308;

  private PythonFloat() {}

  /** {@code repr(value)}, which is {@code str(value)} too. */
  public static String repr(double value) {
    return FloatText.write(value, 'r', 0, false, true, LengthBudget.unlimited());
  }

  /** {@code float(text)}, or ValueError. */
  public static double parse(String text) {
    String s = NumberLiteral.normalize(text);
    if (isDecimal(s)) {
      return Double.parseDouble(s.indexOf('_') < 0 ? s : s.replace("_", ""));
    }
    Matcher word = WORD.matcher(s);
    if (!word.matches()) {
      throw PythonError.valueError("could not convert string to float: " + Repr.of(text));
    }
    double value =
        word.group(2).toLowerCase(Locale.ROOT).equals("nan")
            ? Double.NaN
            : Double.POSITIVE_INFINITY;
    return word.group(1).equals("-") ? -value : value;
  }

  /** {@code round(value)}: the nearest int, half to even. */
  public static Number round(double value) {
    return PythonInt.ofFloat(Math.rint(value));
  }

  /** {@code round(value, digits)}: correctly rounded, half to even. */
  public static double round(double value, long digits) {
    if (Double.isNaN(value) || Double.isInfinite(value) || digits > MAX_DIGITS) {
      return value;
    }
    if (digits < MIN_DIGITS) {
      return 0.0 * value;
    }
    BigDecimal exact = new BigDecimal(value);
    if (digits >= exact.scale()) {
      return value;
    }
    double rounded = exact.setScale((int) digits, RoundingMode.HALF_EVEN).doubleValue();
    if (Double.isInfinite(rounded)) {
      throw PythonError.overflowError("rounded value too large to represent");
    }
    return Math.copySign(rounded, value);
  }

  public static boolean isInteger(double value) {
    return !Double.isInfinite(value) && value == Math.rint(value);
  }

  /** Digits with a point and an exponent; underscores only between digits. */
  private static boolean isDecimal(String s) {
    int i = skipSign(s, 0);
    int wholeEnd = skipDigits(s, i);
    int digits = wholeEnd - i;
    i = wholeEnd;
    if (i < s.length() && s.charAt(i) == '.') {
      int fractionEnd = skipDigits(s, i + 1);
      digits += fractionEnd - i - 1;
      i = fractionEnd;
    }
    if (digits <= 0 || wholeEnd < 0) {
      return false;
    }
    if (i < s.length() && (s.charAt(i) == 'e' || s.charAt(i) == 'E')) {
      int exponent = skipSign(s, i + 1);
      i = skipDigits(s, exponent);
      if (i == exponent) {
        return false;
      }
    }
    return i == s.length();
  }

  private static int skipSign(String s, int at) {
    return at < s.length() && (s.charAt(at) == '+' || s.charAt(at) == '-') ? at + 1 : at;
  }

  /** After the digits that begin here and the single underscores between them. */
  private static int skipDigits(String s, int from) {
    int at = from;
    while (at < s.length()) {
      boolean underscoreBetween =
          s.charAt(at) == '_' && at > from && isDigit(s, at - 1) && isDigit(s, at + 1);
      if (!isDigit(s, at) && !underscoreBetween) {
        break;
      }
      at++;
    }
    return at;
  }

  private static boolean isDigit(String s, int at) {
    return at < s.length() && s.charAt(at) >= '0' && s.charAt(at) <= '9';
  }
}
