package dev.rolloutserver.python;

import java.math.BigInteger;

/**
 * Arithmetic on Python's int, held as a Long where it fits and as a BigInteger only where it does
 * not. Operations whose result may be huge take a bound in bits and refuse before they compute.
 */
public final class PythonInt {
  /** The bound where the caller names none: what BigInteger can hold. */
  private static final int NO_BOUND = Integer.MAX_VALUE - 64;

  private PythonInt() {}

  /** The value as a Long if it fits. */
  public static Number normalize(BigInteger value) {
    return value.bitLength() < Long.SIZE ? (Number) value.longValue() : value;
  }

  public static BigInteger big(Number value) {
    return value instanceof BigInteger already ? already : BigInteger.valueOf(value.longValue());
  }

  public static Number add(Number a, Number b) {
    if (a instanceof Long x && b instanceof Long y) {
      long sum = x + y;
      if (((x ^ sum) & (y ^ sum)) >= 0) {
        return sum;
      }
    }
    return normalize(big(a).add(big(b)));
  }

  public static Number subtract(Number a, Number b) {
    if (a instanceof Long x && b instanceof Long y) {
      long difference = x - y;
      if (((x ^ y) & (x ^ difference)) >= 0) {
        return difference;
      }
    }
    return normalize(big(a).subtract(big(b)));
  }

  public static Number multiply(Number a, Number b) {
    return multiply(a, b, NO_BOUND);
  }

  public static Number multiply(Number a, Number b, int maxBits) {
    if (a instanceof Long x && b instanceof Long y) {
      long low = x * y;
      if (Math.multiplyHigh(x, y) == low >> (Long.SIZE - 1)) {
        return low;
      }
    }
    BigInteger x = big(a);
    BigInteger y = big(b);
    requireBits((long) x.bitLength() + y.bitLength() - 1, maxBits);
    return normalize(x.multiply(y));
  }

  /** {@code a // b}. */
  public static Number floorDivide(Number a, Number b) {
    requireDivisor(b, "integer division or modulo by zero");
    if (a instanceof Long x && b instanceof Long y && !(x == Long.MIN_VALUE && y == -1)) {
      return Math.floorDiv(x, y);
    }
    BigInteger[] parts = big(a).divideAndRemainder(big(b));
    boolean below = parts[1].signum() != 0 && parts[1].signum() != big(b).signum();
    return normalize(below ? parts[0].subtract(BigInteger.ONE) : parts[0]);
  }

  /** {@code a % b}, with the sign of {@code b}. */
  public static Number modulo(Number a, Number b) {
    requireDivisor(b, "integer modulo by zero");
    if (a instanceof Long x && b instanceof Long y) {
      return Math.floorMod(x, y);
    }
    BigInteger remainder = big(a).remainder(big(b));
    boolean below = remainder.signum() != 0 && remainder.signum() != big(b).signum();
    return normalize(below ? remainder.add(big(b)) : remainder);
  }

  /** {@code a / b}: correctly rounded, also where neither has a double. */
  public static double trueDivide(Number a, Number b) {
    return TrueDivision.of(a, b);
  }

  public static Number power(Number base, Number exponent) {
    return power(base, exponent, NO_BOUND);
  }

  /** {@code base ** exponent}: an int, or a Double if the exponent is negative. */
  public static Number power(Number base, Number exponent, int maxBits) {
    if (signum(exponent) < 0) {
      return FloatArithmetic.power(toFloat(base), toFloat(exponent));
    }
    BigInteger value = big(base);
    if (value.bitLength() <= 1 && value.abs().compareTo(BigInteger.ONE) <= 0) {
      boolean even = !big(exponent).testBit(0);
      return signum(exponent) == 0 ? (Number) 1L : normalize(even ? value.abs() : value);
    }
    BigInteger times = big(exponent);
    BigInteger atLeast = BigInteger.valueOf(value.abs().bitLength() - 1L).multiply(times);
    requireBits(atLeast.bitLength() < Long.SIZE ? atLeast.longValue() : Long.MAX_VALUE, maxBits);
    return normalize(value.pow(times.intValue()));
  }

  public static Number shiftLeft(Number a, Number count) {
    return shiftLeft(a, count, NO_BOUND);
  }

  public static Number shiftLeft(Number a, Number count, int maxBits) {
    requireShift(count);
    if (signum(a) == 0) {
      return 0L;
    }
    long by = count instanceof Long n ? n : Long.MAX_VALUE / 2;
    requireBits(Math.min(by, Long.MAX_VALUE / 2) + big(a).bitLength(), maxBits);
    return normalize(big(a).shiftLeft((int) by));
  }

  public static Number shiftRight(Number a, Number count) {
    requireShift(count);
    boolean everything = !(count instanceof Long n) || n > Integer.MAX_VALUE;
    if (everything) {
      return signum(a) < 0 ? -1L : 0L;
    }
    return normalize(big(a).shiftRight(count.intValue()));
  }

  public static Number and(Number a, Number b) {
    return a instanceof Long x && b instanceof Long y ? x & y : normalize(big(a).and(big(b)));
  }

  public static Number or(Number a, Number b) {
    return a instanceof Long x && b instanceof Long y ? x | y : normalize(big(a).or(big(b)));
  }

  public static Number xor(Number a, Number b) {
    return a instanceof Long x && b instanceof Long y ? x ^ y : normalize(big(a).xor(big(b)));
  }

  public static Number negate(Number a) {
    return a instanceof Long x && x != Long.MIN_VALUE ? (Number) (-x) : normalize(big(a).negate());
  }

  public static Number abs(Number a) {
    return signum(a) < 0 ? negate(a) : a;
  }

  public static int signum(Number a) {
    return a instanceof Long x ? Long.signum(x) : big(a).signum();
  }

  public static int compare(Number a, Number b) {
    return a instanceof Long x && b instanceof Long y
        ? Long.compare(x, y)
        : big(a).compareTo(big(b));
  }

  /**
   * {@code round(value, digits)}, half to even; it changes the value only if digits are negative.
   */
  public static Number round(Number value, Number digits) {
    if (signum(digits) >= 0) {
      return value;
    }
    BigInteger v = big(value);
    // ten to this power is more than twice the value
    long enough = v.bitLength() / 3 + 2L;
    if (!(digits instanceof Long n) || n < -enough) {
      return 0L;
    }
    BigInteger unit = BigInteger.TEN.pow((int) -n);
    BigInteger[] parts = v.abs().divideAndRemainder(unit);
    int half = parts[1].shiftLeft(1).compareTo(unit);
    boolean up = half > 0 || (half == 0 && parts[0].testBit(0));
    BigInteger rounded = (up ? parts[0].add(BigInteger.ONE) : parts[0]).multiply(unit);
    return normalize(v.signum() < 0 ? rounded.negate() : rounded);
  }

  /** {@code int(value)} of a float: the fraction is cut off. */
  public static Number ofFloat(double value) {
    if (Double.isNaN(value)) {
      throw PythonError.valueError("cannot convert float NaN to integer");
    }
    if (Double.isInfinite(value)) {
      throw PythonError.overflowError("cannot convert float infinity to integer");
    }
    if (Math.abs(value) < 0x1p63) {
      return (long) value;
    }
    int exponent = Math.getExponent(value) - 52;
    long mantissa = (Double.doubleToRawLongBits(value) & ((1L << 52) - 1)) | (1L << 52);
    BigInteger magnitude = BigInteger.valueOf(mantissa).shiftLeft(exponent);
    return normalize(value < 0 ? magnitude.negate() : magnitude);
  }

  /** {@code float(value)}: the nearest, half to even, or OverflowError. */
  public static double toFloat(Number value) {
    double nearest = value instanceof Long x ? (double) x : big(value).doubleValue();
    if (Double.isInfinite(nearest)) {
      throw PythonError.overflowError("int too large to convert to float");
    }
    return nearest;
  }

  private static void requireBits(long atLeast, int maxBits) {
    if (atLeast > maxBits) {
      throw PythonError.limitError("an integer of more than " + maxBits + " bits");
    }
  }

  private static void requireDivisor(Number b, String otherwise) {
    if (signum(b) == 0) {
      throw PythonError.zeroDivisionError(otherwise);
    }
  }

  private static void requireShift(Number count) {
    if (signum(count) < 0) {
      throw PythonError.valueError("negative shift count");
    }
  }
}
