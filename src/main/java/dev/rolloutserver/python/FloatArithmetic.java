package dev.rolloutserver.python;

/** The operators of Python's float where they differ from Java's. */
public final class FloatArithmetic {
  private FloatArithmetic() {}

  public static double divide(double a, double b) {
    if (b == 0) {
      throw PythonError.zeroDivisionError("float division by zero");
    }
    return a / b;
  }

  /** {@code a // b}. */
  public static double floorDivide(double a, double b) {
    if (b == 0) {
      throw PythonError.zeroDivisionError("float floor division by zero");
    }
    double remainder = a % b;
    double quotient = (a - remainder) / b;
    if (remainder != 0 && (b < 0) != (remainder < 0)) {
      quotient -= 1;
    }
    if (quotient == 0) {
      return Math.copySign(0.0, a / b);
    }
    double floor = Math.floor(quotient);
    return quotient - floor > 0.5 ? floor + 1 : floor;
  }

  /** {@code a % b}: the result has the sign of {@code b}, even if it is zero. */
  public static double modulo(double a, double b) {
    if (b == 0) {
      throw PythonError.zeroDivisionError("float modulo");
    }
    double remainder = a % b;
    if (remainder == 0) {
      return Math.copySign(0.0, b);
    }
    return (b < 0) != (remainder < 0) ? remainder + b : remainder;
  }

  /** {@code a ** b}; a complex result is refused with ValueError. */
  public static double power(double a, double b) {
    if (b == 0 || a == 1) {
      return 1;
    }
    if (a == -1 && Double.isInfinite(b)) {
      return 1;
    }
    if (Double.isNaN(a) || Double.isNaN(b) || Double.isInfinite(a) || Double.isInfinite(b)) {
      return Math.pow(a, b);
    }
    if (a == 0) {
      if (b < 0) {
        throw PythonError.zeroDivisionError("0.0 cannot be raised to a negative power");
      }
      return Math.pow(a, b);
    }
    if (a < 0 && b != Math.rint(b)) {
      throw PythonError.valueError(
          "a negative number to a fractional power is complex, which is not supported");
    }
    double magnitude = CorrectPower.of(Math.abs(a), b);
    if (Double.isInfinite(magnitude)) {
      throw PythonError.overflowError("(34, 'Numerical result out of range')");
    }
    boolean odd = b == Math.rint(b) && Math.abs(b) < 0x1p53 && ((long) b & 1) == 1;
    return a < 0 && odd ? -magnitude : magnitude;
  }
}
