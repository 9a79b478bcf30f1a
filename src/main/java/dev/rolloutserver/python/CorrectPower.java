package dev.rolloutserver.python;

/** The power of a positive double. */
final class CorrectPower {
  private CorrectPower() {}

  static double of(double base, double exponent) {
    return StrictMath.pow(base, exponent);
  }
}
