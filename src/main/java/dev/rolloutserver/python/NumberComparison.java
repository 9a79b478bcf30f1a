package dev.rolloutserver.python;

import java.math.BigDecimal;
import java.math.BigInteger;

/**
 * Exact comparison of ints, floats and bools with each other, and the key under which they hash.
 */
public final class NumberComparison {
  private NumberComparison() {}

  public static boolean isNumber(Object value) {
    return value instanceof Long
        || value instanceof Double
        || value instanceof Boolean
        || value instanceof BigInteger;
  }

  public static boolean equal(Object a, Object b) {
    return !isNan(a) && !isNan(b) && compare(a, b) == 0;
  }

  /** Whether either is NaN, which is neither less nor equal nor greater. */
  public static boolean unordered(Object a, Object b) {
    return isNan(a) || isNan(b);
  }

  /** Negative, zero or positive; the caller has asked {@link #unordered}. */
  public static int compare(Object a, Object b) {
    Number x = number(a);
    Number y = number(b);
    if (x instanceof Double p && y instanceof Double q) {
      return p < q ? -1 : p > q ? 1 : 0;
    }
    if (x instanceof Double p) {
      return -compareToFloat(y, p);
    }
    return y instanceof Double q ? compareToFloat(x, q) : PythonInt.compare(x, y);
  }

  /** Equal objects for numbers that Python takes for one key of a dict: 1, 1.0 and True. */
  public static Object key(Object number) {
    Number value = number(number);
    return value instanceof Double d && PythonFloat.isInteger(d) ? PythonInt.ofFloat(d) : value;
  }

  private static int compareToFloat(Number whole, double other) {
    if (Double.isInfinite(other)) {
      return other > 0 ? -1 : 1;
    }
    boolean small = whole instanceof Long x && Math.abs(x) <= 1L << 53 && x != Long.MIN_VALUE;
    return small
        ? Double.compare((double) whole.longValue(), other + 0.0)
        : new BigDecimal(PythonInt.big(whole)).compareTo(new BigDecimal(other));
  }

  private static Number number(Object value) {
    return switch (value) {
      case Boolean b -> b ? 1L : 0L;
      case Number n -> n;
      default -> throw new IllegalArgumentException("not a number: " + value.getClass());
    };
  }

  private static boolean isNan(Object value) {
    return value instanceof Double d && Double.isNaN(d);
  }
}
