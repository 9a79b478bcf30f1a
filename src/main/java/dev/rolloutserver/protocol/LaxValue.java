package dev.rolloutserver.protocol;

import dev.rolloutserver.protocol.Reading.Not;
import dev.rolloutserver.protocol.Reading.Of;
import dev.rolloutserver.python.PythonError;
import dev.rolloutserver.python.PythonFloat;
import dev.rolloutserver.python.Whitespace;
import java.math.BigInteger;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Scalars as Pydantic's lax mode reads them; what it takes in texts is Rust's rule, not Python's.
 */
final class LaxValue {
  private static final int MAX_DIGITS = 4300;

  /** Whole doubles from here on, either way, have no place in 64 bits. */
  private static final double MAX_LONG = 0x1p63;

  private static final Set<String> TRUE = Set.of("1", "on", "t", "true", "y", "yes");
  private static final Set<String> FALSE = Set.of("0", "off", "f", "false", "n", "no");

  private LaxValue() {}

  static Reading<BigInteger> integer(@Nullable Object value) {
    return switch (value) {
      case Boolean truth -> new Of<>(truth ? BigInteger.ONE : BigInteger.ZERO);
      case Long number -> new Of<>(BigInteger.valueOf(number));
      case BigInteger number -> new Of<>(number);
      case Double number -> wholeOf(number);
      case String text -> integerIn(text);
      case null, default -> new Not<>(Mistake.INT_TYPE);
    };
  }

  /** The number may be infinite or NaN. */
  static Reading<Double> number(@Nullable Object value) {
    return switch (value) {
      case Boolean truth -> new Of<>(truth ? 1.0 : 0.0);
      case Long number -> new Of<>(number.doubleValue());
      case BigInteger number when Double.isFinite(number.doubleValue()) ->
          new Of<>(number.doubleValue());
      case Double number -> new Of<>(number);
      case String text -> numberIn(text);
      case null, default -> new Not<>(Mistake.FLOAT_TYPE);
    };
  }

  static Reading<Boolean> truth(@Nullable Object value) {
    return switch (value) {
      case Boolean truth -> new Of<>(truth);
      case Long number -> truthOf(number.longValue());
      case Double number when isWhole(number) -> truthOf(number.longValue());
      case String text -> truthIn(text);
      case null, default -> new Not<>(Mistake.BOOL_TYPE);
    };
  }

  private static Reading<BigInteger> wholeOf(double number) {
    if (!Double.isFinite(number)) {
      return new Not<>(Mistake.FINITE_NUMBER);
    }
    if (number != Math.rint(number)) {
      return new Not<>(Mistake.INT_FROM_FLOAT);
    }
    return isWhole(number)
        ? new Of<>(BigInteger.valueOf((long) number))
        : new Not<>(Mistake.INT_PARSING_SIZE);
  }

  private static Reading<BigInteger> integerIn(String text) {
    String digits = digits(text);
    if (digits.isEmpty()) {
      return unreadable(text, Mistake.INT_PARSING);
    }
    return digits.length() > MAX_DIGITS
        ? new Not<>(Mistake.INT_PARSING_SIZE)
        : new Of<>(new BigInteger(digits));
  }

  private static Reading<Double> numberIn(String text) {
    String plain = withoutUnderscores(strip(text));
    // digits of other scripts, and white space within, are Python's alone
    if (plain.chars().allMatch(c -> c > ' ' && c < 0x7f && c != '_')) {
      try {
        return new Of<>(PythonFloat.parse(plain));
      } catch (PythonError e) {
        return new Not<>(Mistake.FLOAT_PARSING);
      }
    }
    return unreadable(text, Mistake.FLOAT_PARSING);
  }

  private static Reading<Boolean> truthOf(long number) {
    return number == 0 || number == 1 ? new Of<>(number == 1) : new Not<>(Mistake.BOOL_PARSING);
  }

  private static Reading<Boolean> truthIn(String text) {
    String lower = text.toLowerCase(Locale.ROOT);
    if (TRUE.contains(lower) || FALSE.contains(lower)) {
      return new Of<>(TRUE.contains(lower));
    }
    return unreadable(text, Mistake.BOOL_PARSING);
  }

  private static <T> Reading<T> unreadable(String text, Mistake mistake) {
    return new Not<>(Unsendable.hasLoneSurrogate(text) ? Mistake.STRING_UNICODE : mistake);
  }

  /** Without a fraction, and within 64 bits. */
  private static boolean isWhole(double number) {
    return number == Math.rint(number) && number >= -MAX_LONG && number < MAX_LONG;
  }

  /** The digits, after a minus if there is one; empty if it is no integer. */
  private static String digits(String text) {
    String number = strip(text);
    String sign = number.startsWith("-") ? "-" : "";
    boolean signed = !sign.isEmpty() || number.startsWith("+");
    number = withoutLeadingZeros(number.substring(signed ? 1 : 0));
    int point = number.indexOf('.');
    if (point >= 0 && isZeros(number, point + 1)) {
      number = number.substring(0, point);
    }
    String digits = withoutUnderscores(number);
    boolean isInteger = !digits.isEmpty() && digits.chars().allMatch(c -> c >= '0' && c <= '9');
    return isInteger ? sign + digits : "";
  }

  /** Among leading zeros underscores may stand as they like. */
  private static String withoutLeadingZeros(String number) {
    if (!number.startsWith("0")) {
      return number;
    }
    int at = 0;
    while (at < number.length() && (number.charAt(at) == '0' || number.charAt(at) == '_')) {
      at++;
    }
    boolean digitFollows = at < number.length() && number.charAt(at) != '.';
    return number.substring(digitFollows ? at : at - 1);
  }

  private static boolean isZeros(String text, int from) {
    return from < text.length() && text.chars().skip(from).allMatch(c -> c == '0');
  }

  /** The text itself where an underscore stands at an end or beside another. */
  private static String withoutUnderscores(String text) {
    return text.startsWith("_") || text.endsWith("_") || text.contains("__")
        ? text
        : text.replace("_", "");
  }

  private static String strip(String text) {
    int start = 0;
    int end = text.length();
    while (start < end && isSpace(text.charAt(start))) {
      start++;
    }
    while (end > start && isSpace(text.charAt(end - 1))) {
      end--;
    }
    return text.substring(start, end);
  }

  /** Unicode's property White_Space, which lacks Python's U+001C to U+001F. */
  private static boolean isSpace(char c) {
    return Whitespace.isSpace(c) && (c < 0x1c || c > 0x1f);
  }
}
