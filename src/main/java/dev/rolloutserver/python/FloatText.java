package dev.rolloutserver.python;

/** The text of a double under one of the conversions e, f, g and r (repr) and their flags. */
final class FloatText {
  private static final int REPR_SIGNIFICANT = 16;

  private FloatText() {}

  /**
   * Writes the magnitude and a minus sign if there is one.
   *
   * @param type one of eEfFgG or r, which ignores the precision
   * @param alternate keep the decimal point, and the zeros of g
   * @param dotZero end whole numbers in {@code .0}, as repr does
   */
  static String write(
      double value,
      char type,
      int precision,
      boolean alternate,
      boolean dotZero,
      LengthBudget budget) {
    boolean upper = Character.isUpperCase(type);
    char kind = Character.toLowerCase(type);
    String sign = Double.doubleToRawLongBits(value) < 0 && !Double.isNaN(value) ? "-" : "";
    if (Double.isNaN(value) || Double.isInfinite(value)) {
      String word = Double.isNaN(value) ? "nan" : sign + "inf";
      return upper ? CaseMapping.upper(word) : word;
    }
    double magnitude = Math.abs(value);
    if (kind == 'e' || kind == 'f' || alternate) {
      budget.require(precision + (kind == 'f' ? 310L : 8L));
    }
    Layout layout =
        switch (kind) {
          case 'e' -> scientific(magnitude, precision);
          case 'f' -> fixed(magnitude, precision);
          case 'g' -> general(magnitude, Math.max(precision, 1), alternate, dotZero);
          default -> repr(magnitude);
        };
    String text = layout.write(dotZero, alternate, upper ? 'E' : 'e');
    return sign + text;
  }

  private static Layout scientific(double magnitude, int precision) {
    Digits digits = Digits.significant(magnitude, capped(precision) + 1);
    return new Layout(digits, true, precision + 1L);
  }

  private static Layout fixed(double magnitude, int precision) {
    Digits digits = Digits.fixed(magnitude, precision);
    return new Layout(digits, false, (long) digits.point() + precision);
  }

  private static Layout general(
      double magnitude, int precision, boolean alternate, boolean dotZero) {
    Digits digits = Digits.significant(magnitude, capped(precision));
    int point = digits.point();
    boolean exponent = point <= -4 || point > precision - (dotZero ? 1 : 0);
    return new Layout(digits, exponent, alternate ? precision : digits.text().length());
  }

  private static Layout repr(double magnitude) {
    Digits digits = Digits.shortest(magnitude);
    boolean exponent = digits.point() <= -4 || digits.point() > REPR_SIGNIFICANT;
    return new Layout(digits, exponent, digits.text().length());
  }

  /** No double has more significant digits than this; the rest are zeros. */
  private static int capped(int precision) {
    return Math.min(precision, 1100);
  }

  /**
   * Where digits stand in the text.
   *
   * @param end how many digits to write, counted from the first one; zeros fill up
   */
  private record Layout(Digits digits, boolean exponent, long end) {
    String write(boolean dotZero, boolean alternate, char exponentMark) {
      int point = exponent ? 1 : digits.point();
      long stop = Math.max(end, dotZero && !exponent ? point + 1L : point);
      StringBuilder result = new StringBuilder();
      if (point <= 0) {
        result.append("0.").repeat('0', (int) Math.min(-point, Math.max(0, stop - point)));
        appendDigits(0, stop, result);
      } else {
        appendDigits(0, point, result);
        result.append('.');
        appendDigits(point, stop, result);
      }
      if (!alternate && result.charAt(result.length() - 1) == '.') {
        result.setLength(result.length() - 1);
      }
      if (exponent) {
        int power = digits.point() - 1;
        result.append(exponentMark).append(power < 0 ? '-' : '+');
        if (Math.abs(power) < 10) {
          result.append('0');
        }
        result.append(Math.abs(power));
      }
      return result.toString();
    }

    private void appendDigits(int from, long to, StringBuilder result) {
      int known = (int) Math.min(to, digits.text().length());
      if (known > from) {
        result.append(digits.text(), from, known);
      }
      long zeros = to - Math.max(from, known);
      if (zeros > 0) {
        result.repeat('0', (int) zeros);
      }
    }
  }
}
