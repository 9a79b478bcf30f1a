package dev.rolloutserver.python;

import java.math.BigDecimal;
import java.math.BigInteger;

/**
 * The power of a positive double, correctly rounded but for cases too rare to meet. The C library
 * that CPython uses is that exact too, while the JDK's own power is often off by one unit.
 */
final class CorrectPower {
  private static final DoubleDouble LN_2 =
      new DoubleDouble(0x1.62e42fefa39efp-1, 0x1.abc9e3b39803fp-56);

  /** Beyond these logarithms there is no double. */
  private static final double MAX_LOG = 710;

  private static final double MIN_LOG = -746;

  /** The series runs on the argument divided by two to this power. */
  private static final int HALVINGS = 8;

  private static final int TERMS = 11;

  private CorrectPower() {}

  /** Infinity where the power is too large, 0 where it is too small. */
  static double of(double base, double exponent) {
    if (base == 1) {
      return 1;
    }
    if (exponent == 0.5) {
      return Math.sqrt(base);
    }
    DoubleDouble log = log(base);
    double rough = log.high() * exponent;
    if (rough > MAX_LOG) {
      return Double.POSITIVE_INFINITY;
    }
    if (rough < MIN_LOG) {
      return 0;
    }
    DoubleDouble power = log.times(new DoubleDouble(exponent, 0));
    int twos = (int) Math.rint(power.high() / LN_2.high());
    DoubleDouble rest = power.plus(LN_2.times(new DoubleDouble(-twos, 0)));
    return scaled(expMinusOne(rest).plus(new DoubleDouble(1, 0)), twos);
  }

  private static DoubleDouble log(double value) {
    int exponent = Math.getExponent(value);
    if (exponent < Double.MIN_EXPONENT) {
      exponent = Math.getExponent(value * 0x1p60) - 60;
    }
    double mantissa = scalbExactly(value, -exponent);
    if (mantissa > 1.4142135623730951) {
      mantissa /= 2;
      exponent++;
    }
    // one step of Newton from a double's precision to twice that
    double rough = StrictMath.log(mantissa);
    DoubleDouble m = new DoubleDouble(mantissa, 0);
    DoubleDouble off = expMinusOne(new DoubleDouble(-rough, 0)).times(m).plus(mantissa - 1);
    DoubleDouble square = off.times(off).times(new DoubleDouble(-0.5, 0));
    DoubleDouble logMantissa = new DoubleDouble(rough, 0).plus(off.plus(square));
    return LN_2.times(new DoubleDouble(exponent, 0)).plus(logMantissa);
  }

  /** In two steps, because a subnormal's factor is no double. */
  private static double scalbExactly(double value, int power) {
    return Math.scalb(Math.scalb(value, power / 2), power - power / 2);
  }

  private static DoubleDouble expMinusOne(DoubleDouble value) {
    DoubleDouble x = value.times(new DoubleDouble(1.0 / (1 << HALVINGS), 0));
    DoubleDouble sum = new DoubleDouble(0, 0);
    for (int i = TERMS; i >= 1; i--) {
      sum = x.dividedBy(i).times(sum.plus(1));
    }
    for (int i = 0; i < HALVINGS; i++) {
      sum = sum.times(sum.plus(2));
    }
    return sum;
  }

  private static double scaled(DoubleDouble value, int twos) {
    if (twos > Double.MIN_EXPONENT + 1) {
      return Math.scalb(value.high(), twos);
    }
    // a subnormal has fewer bits, and rounding twice may differ from rounding once
    BigDecimal exact = new BigDecimal(value.high()).add(new BigDecimal(value.low()));
    BigDecimal unit = new BigDecimal(BigInteger.valueOf(5).pow(-twos), -twos);
    return exact.multiply(unit).doubleValue();
  }

  /** The sum of two doubles, the second at most half a unit of the first. */
  private record DoubleDouble(double high, double low) {
    DoubleDouble plus(double other) {
      return plus(new DoubleDouble(other, 0));
    }

    DoubleDouble plus(DoubleDouble other) {
      double sum = high + other.high;
      double part = sum - high;
      double error = (high - (sum - part)) + (other.high - part);
      double lows = low + other.low;
      double lowPart = lows - low;
      double lowError = (low - (lows - lowPart)) + (other.low - lowPart);
      DoubleDouble first = normalized(sum, error + lows);
      return normalized(first.high, first.low + lowError);
    }

    DoubleDouble times(DoubleDouble other) {
      double product = high * other.high;
      double error = Math.fma(high, other.high, -product);
      return normalized(product, error + (high * other.low + low * other.high));
    }

    DoubleDouble dividedBy(double divisor) {
      double quotient = high / divisor;
      double remainder = Math.fma(-quotient, divisor, high);
      return normalized(quotient, (remainder + low) / divisor);
    }

    private static DoubleDouble normalized(double high, double low) {
      double sum = high + low;
      return new DoubleDouble(sum, low - (sum - high));
    }
  }
}
