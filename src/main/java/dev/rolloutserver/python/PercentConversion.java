package dev.rolloutserver.python;

import java.math.BigInteger;
import org.jspecify.annotations.Nullable;

/** Writes one value under one conversion of {@link PercentFormat}. */
final class PercentConversion {
  private final ValueText text;
  private final LengthBudget budget;

  PercentConversion(ValueText text, LengthBudget budget) {
    this.text = text;
    this.budget = budget;
  }

  void append(PercentField field, char type, @Nullable Object value, StringBuilder to) {
    switch (type) {
      case 's', 'r', 'a' -> {
        String all = text(type, value);
        int length = CodePoints.length(all);
        boolean cut = field.precision >= 0 && field.precision < length;
        pad(field, "", "", cut ? CodePoints.substring(all, 0, field.precision) : all, false, to);
      }
      case 'c' -> pad(field, "", "", character(value), false, to);
      case 'e', 'E', 'f', 'F', 'g', 'G' ->
          number(
              field,
              "",
              FloatText.write(
                  real(value),
                  type,
                  field.precision < 0 ? 6 : field.precision,
                  field.alternate,
                  false,
                  budget),
              to);
      default -> {
        Number number = integer(type, value);
        String prefix = field.alternate && "oxX".indexOf(type) >= 0 ? "0" + type : "";
        number(field, prefix, digits(number, type, field.precision), to);
      }
    }
  }

  private String text(char type, @Nullable Object value) {
    if (type == 's') {
      return value instanceof String s ? s : text.str(value);
    }
    String repr = text.repr(value);
    return type == 'a' ? Repr.escapeNonAscii(repr) : repr;
  }

  private static String character(@Nullable Object value) {
    if (value instanceof String s && CodePoints.length(s) == 1) {
      return s;
    }
    Number number =
        switch (value) {
          case Boolean b -> b ? 1L : 0L;
          case Long l -> l;
          case BigInteger b -> b;
          case null, default -> throw PythonError.typeError("%c requires int or char");
        };
    if (!(number instanceof Long l) || l < 0 || l > Character.MAX_CODE_POINT) {
      throw PythonError.overflowError("%c arg not in range(0x110000)");
    }
    return Character.toString(number.intValue());
  }

  private double real(@Nullable Object value) {
    return switch (value) {
      case Double d -> d;
      case Boolean b -> b ? 1 : 0;
      case Long l -> l;
      case BigInteger b -> PythonInt.toFloat(b);
      case null, default ->
          throw PythonError.typeError("must be real number, not " + text.typeName(value));
    };
  }

  private Number integer(char type, @Nullable Object value) {
    boolean anyReal = "oxX".indexOf(type) < 0;
    if (value instanceof Boolean b) {
      return b ? 1L : 0L;
    }
    if (value instanceof Long || value instanceof BigInteger) {
      return (Number) value;
    }
    if (anyReal && value instanceof Double d) {
      return PythonInt.ofFloat(d);
    }
    throw PythonError.typeError(
        "%"
            + type
            + " format: "
            + (anyReal ? "a real number" : "an integer")
            + " is required, not "
            + text.typeName(value));
  }

  /** With a minus if negative and at least {@code precision} digits. */
  private String digits(Number number, char type, int precision) {
    if (precision > Integer.MAX_VALUE - 3) {
      throw PythonError.overflowError("precision too large");
    }
    Number magnitude = PythonInt.abs(number);
    String digits =
        switch (type) {
          case 'o' -> PythonInt.big(magnitude).toString(8);
          case 'x' -> PythonInt.big(magnitude).toString(16);
          case 'X' -> CaseMapping.upper(PythonInt.big(magnitude).toString(16));
          default -> IntText.write(magnitude);
        };
    if (precision > digits.length()) {
      budget.require(precision);
      digits = "0".repeat(precision - digits.length()) + digits;
    }
    return PythonInt.signum(number) < 0 ? "-" + digits : digits;
  }

  private void number(PercentField field, String prefix, String digits, StringBuilder to) {
    boolean negative = digits.charAt(0) == '-';
    String sign = negative ? "-" : field.plus ? "+" : field.blank ? " " : "";
    pad(field, sign, prefix, negative ? digits.substring(1) : digits, field.zero, to);
  }

  private void pad(
      PercentField field,
      String sign,
      String prefix,
      String body,
      boolean zeros,
      StringBuilder to) {
    long missing = field.width - sign.length() - prefix.length() - CodePoints.length(body);
    budget.require(to.length() + Math.max(missing, 0) + body.length());
    int fill = (int) Math.max(0, missing);
    if (!field.left && !zeros) {
      to.repeat(' ', fill);
    }
    to.append(sign).append(prefix);
    if (!field.left && zeros) {
      to.repeat('0', fill);
    }
    to.append(body);
    if (field.left) {
      to.repeat(' ', fill);
    }
  }
}
