package dev.rolloutserver.python;

import java.math.BigDecimal;
import java.math.BigInteger;

/** The quotient of two ints as the nearest double, half to even. */
final class TrueDivision {
  private static final long EXACT = 1L << 53;

  /** More bits than a double has, so that what is cut off only has to be known as "something". */
  private static final int QUOTIENT_BITS = 66;

  private TrueDivision() {}

  static double of(Number a, Number b) {
    if (PythonInt.signum(b) == 0) {
      throw PythonError.zeroDivisionError("division by zero");
    }
    if (PythonInt.signum(a) == 0) {
      return PythonInt.signum(b) < 0 ? -0.0 : 0.0;
    }
    if (isExact(a) && isExact(b)) {
      return (double) a.longValue() / (double) b.longValue();
    }
    double magnitude = magnitude(PythonInt.big(a).abs(), PythonInt.big(b).abs());
    if (Double.isInfinite(magnitude)) {
      throw PythonError.overflowError("integer division result too large for a float");
    }
    return PythonInt.signum(a) == PythonInt.signum(b) ? magnitude : -magnitude;
  }

  private static double magnitude(BigInteger a, BigInteger b) {
    int bits = a.bitLength() - b.bitLength();
    if (bits > Double.MAX_EXPONENT + 1) {
      return Double.POSITIVE_INFINITY;
    }
    if (bits < Double.MIN_EXPONENT - 60) {
      return 0;
    }
    int shift = QUOTIENT_BITS - bits;
    BigInteger[] parts =
        shift >= 0
            ? a.shiftLeft(shift).divideAndRemainder(b)
            : a.divideAndRemainder(b.shiftLeft(-shift));
    BigInteger quotient = parts[1].signum() == 0 ? parts[0] : parts[0].setBit(0);
    if (bits > Double.MIN_EXPONENT + 2) {
      return Math.scalb(quotient.doubleValue(), -shift);
    }
    // a subnormal has fewer bits, and rounding twice may differ from rounding once
    return new BigDecimal(quotient)
        .multiply(new BigDecimal(BigInteger.valueOf(5).pow(shift), shift))
        .doubleValue();
  }

  private static boolean isExact(Number value) {
    return value instanceof Long x && x <= EXACT && x >= -EXACT;
  }
}
