package dev.rolloutserver.python;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;

/**
 * The decimal digits of a finite double's magnitude: the value is 0.DIGITS times ten to the power
 * of {@code point}. There are no zeros at the end, and zero is "0" with point 1.
 */
record Digits(String text, int point) {
  private static final Digits ZERO = new Digits("0", 1);

  /** Below this a shortest text may have one digit where the JDK writes two. */
  private static final double FEW_DIGITS = 1e-320;

  /** The shortest digits that read as the value, the closest of these. */
  static Digits shortest(double magnitude) {
    if (magnitude == 0) {
      return ZERO;
    }
    Digits digits = of(new BigDecimal(Double.toString(magnitude)));
    if (magnitude < FEW_DIGITS && digits.text.length() == 2) {
      return oneDigit(magnitude, digits);
    }
    return digits;
  }

  /** Correctly rounded, half to even, to this many digits after the point. */
  static Digits fixed(double magnitude, int decimals) {
    BigDecimal exact = new BigDecimal(magnitude);
    return of(decimals >= exact.scale() ? exact : exact.setScale(decimals, RoundingMode.HALF_EVEN));
  }

  /** Correctly rounded, half to even, to this many significant digits. */
  static Digits significant(double magnitude, int count) {
    return of(new BigDecimal(magnitude).round(new MathContext(count, RoundingMode.HALF_EVEN)));
  }

  private static Digits oneDigit(double magnitude, Digits two) {
    BigDecimal exact = new BigDecimal(magnitude);
    BigDecimal one = exact.round(new MathContext(1, RoundingMode.HALF_EVEN));
    return one.doubleValue() == magnitude ? of(one) : two;
  }

  private static Digits of(BigDecimal value) {
    if (value.signum() == 0) {
      return ZERO;
    }
    String all = value.unscaledValue().toString();
    int end = all.length();
    while (all.charAt(end - 1) == '0') {
      end--;
    }
    return new Digits(all.substring(0, end), all.length() - value.scale());
  }
}
