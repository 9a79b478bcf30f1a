package dev.rolloutserver.python;

import java.math.BigInteger;
import org.jspecify.annotations.Nullable;

/**
 * {@code format(value, spec)} for str, int, float and bool; for other values only the empty spec is
 * known.
 */
public final class FormatSpec {
  private FormatSpec() {}

  /** The formatted value; the errors are those of the value's {@code __format__}. */
  public static String format(
      @Nullable Object value, String spec, ValueText text, LengthBudget budget) {
    return switch (value) {
      case String s -> formatText(s, spec, budget);
      case Double d -> formatFloat(d, spec, budget);
      case Boolean b -> spec.isEmpty() ? text.str(b) : formatInt(b ? 1L : 0L, "bool", spec, budget);
      case Long l -> formatInt(l, spec, budget);
      case BigInteger b -> formatInt(b, spec, budget);
      case null, default -> {
        if (!spec.isEmpty()) {
          throw PythonError.typeError(
              "unsupported format string passed to " + text.typeName(value) + ".__format__");
        }
        yield text.str(value);
      }
    };
  }

  /** {@code format(str, spec)}. */
  public static String formatText(String value, String spec, LengthBudget budget) {
    if (spec.isEmpty()) {
      return value;
    }
    SpecFields fields = SpecFields.parse(spec, 's', '<', "str");
    if (fields.type() != 's') {
      throw fields.unknownType("str");
    }
    if (!fields.sign().isEmpty()) {
      throw PythonError.valueError(
          (fields.sign().equals(" ") ? "Space" : "Sign")
              + " not allowed in string format specifier");
    }
    if (fields.noNegativeZero()) {
      throw PythonError.valueError(
          "Negative zero coercion (z) not allowed in string format specifier");
    }
    if (fields.alternate()) {
      throw PythonError.valueError("Alternate form (#) not allowed in string format specifier");
    }
    if (fields.align() == '=') {
      throw PythonError.valueError("'=' alignment not allowed in string format specifier");
    }
    int length = CodePoints.length(value);
    boolean cut = fields.precision() >= 0 && fields.precision() < length;
    String kept = cut ? CodePoints.substring(value, 0, (int) fields.precision()) : value;
    return pad(kept, fields, budget);
  }

  /** {@code format(int, spec)}. */
  public static String formatInt(Number value, String spec, LengthBudget budget) {
    return formatInt(value, "int", spec, budget);
  }

  /** {@code format(float, spec)}. */
  public static String formatFloat(double value, String spec, LengthBudget budget) {
    if (spec.isEmpty()) {
      return PythonFloat.repr(value);
    }
    SpecFields fields = SpecFields.parse(spec, '\0', '>', "float");
    if (fields.type() != '\0' && !isFloatType(fields.type())) {
      throw fields.unknownType("float");
    }
    return writeFloat(value, fields, budget);
  }

  private static String formatInt(Number value, String type, String spec, LengthBudget budget) {
    if (spec.isEmpty()) {
      return IntText.write(value);
    }
    SpecFields fields = SpecFields.parse(spec, 'd', '>', type);
    if (fields.type() != 'n' && isFloatType(fields.type())) {
      return writeFloat(PythonInt.toFloat(value), fields, budget);
    }
    if (fields.type() >= 0x80 || "bcdoxXn".indexOf(fields.type()) < 0) {
      throw fields.unknownType(type);
    }
    return writeInt(value, fields, budget);
  }

  private static boolean isFloatType(int type) {
    return type > 0 && type < 0x80 && "eEfFgGn%".indexOf(type) >= 0;
  }

  private static String writeInt(Number value, SpecFields fields, LengthBudget budget) {
    if (fields.precision() >= 0) {
      throw PythonError.valueError("Precision not allowed in integer format specifier");
    }
    if (fields.noNegativeZero()) {
      throw PythonError.valueError(
          "Negative zero coercion (z) not allowed in integer format specifier");
    }
    if (fields.type() == 'c') {
      return new SpecNumber("", "", "", character(value, fields)).layOut(fields, budget);
    }
    BigInteger magnitude = PythonInt.big(value).abs();
    String digits =
        switch (fields.type()) {
          case 'b' -> magnitude.toString(2);
          case 'o' -> magnitude.toString(8);
          case 'x' -> magnitude.toString(16);
          case 'X' -> CaseMapping.upper(magnitude.toString(16));
          default -> IntText.write(PythonInt.normalize(magnitude));
        };
    boolean prefixed = fields.alternate() && fields.type() != 'd' && fields.type() != 'n';
    String prefix = prefixed ? "0" + (char) fields.type() : "";
    String sign = fields.signFor(PythonInt.signum(value) < 0);
    return new SpecNumber(sign, prefix, digits, "").layOut(fields, budget);
  }

  private static String character(Number value, SpecFields fields) {
    if (!fields.sign().isEmpty()) {
      throw PythonError.valueError("Sign not allowed with integer format specifier 'c'");
    }
    if (fields.alternate()) {
      throw PythonError.valueError(
          "Alternate form (#) not allowed with integer format specifier 'c'");
    }
    if (!(value instanceof Long)) {
      throw PythonError.overflowError("Python int too large to convert to C long");
    }
    long code = value.longValue();
    if (code < 0 || code > Character.MAX_CODE_POINT) {
      throw PythonError.overflowError("%c arg not in range(0x110000)");
    }
    return Character.toString((int) code);
  }

  private static String writeFloat(double value, SpecFields fields, LengthBudget budget) {
    if (fields.precision() > Integer.MAX_VALUE) {
      throw PythonError.valueError("precision too big");
    }
    boolean untyped = fields.type() == '\0';
    boolean percent = fields.type() == '%';
    char type =
        switch (fields.type()) {
          case '\0' -> fields.precision() < 0 ? 'r' : 'g';
          case 'n' -> 'g';
          case '%' -> 'f';
          default -> (char) fields.type();
        };
    int precision = fields.precision() < 0 ? untyped ? 0 : 6 : (int) fields.precision();
    double scaled = percent ? value * 100 : value;
    String text = FloatText.write(scaled, type, precision, fields.alternate(), untyped, budget);
    boolean negative = text.charAt(0) == '-';
    String magnitude = negative ? text.substring(1) : text;
    if (negative && fields.noNegativeZero() && isZero(magnitude)) {
      negative = false;
    }
    int whole = 0;
    while (whole < magnitude.length() && Character.isDigit(magnitude.charAt(whole))) {
      whole++;
    }
    return new SpecNumber(
            fields.signFor(negative),
            "",
            magnitude.substring(0, whole),
            magnitude.substring(whole) + (percent ? "%" : ""))
        .layOut(fields, budget);
  }

  /** Whether a written magnitude rounds to zero, whatever its exponent. */
  private static boolean isZero(String magnitude) {
    return magnitude
        .chars()
        .takeWhile(c -> c != 'e' && c != 'E')
        .allMatch(c -> c == '0' || c == '.');
  }

  private static String pad(String text, SpecFields fields, LengthBudget budget) {
    long missing = fields.width() - CodePoints.length(text);
    if (missing <= 0) {
      return text;
    }
    budget.require(fields.width());
    long left = fields.align() == '>' ? missing : fields.align() == '^' ? missing / 2 : 0;
    return Padding.pad(text, left, missing - left, Character.toString(fields.fill()));
  }
}
