package dev.rolloutserver.template.builtins;

import static dev.rolloutserver.template.builtins.Filters.filter;

import dev.rolloutserver.python.IntText;
import dev.rolloutserver.python.PythonError;
import dev.rolloutserver.python.PythonFloat;
import dev.rolloutserver.python.PythonInt;
import dev.rolloutserver.template.values.Arithmetic;
import dev.rolloutserver.template.values.Budget;
import dev.rolloutserver.template.values.LimitReached;
import dev.rolloutserver.template.values.Types;
import dev.rolloutserver.template.values.Undefined;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Filters of numbers. */
final class NumberFilters {
  private static final int MAX_DIGITS = 20_000;

  private NumberFilters() {}

  static void addTo(Map<String, Filter> filters) {
    filters.put("abs", filter("abs", Parameters.NONE, (value, _, _) -> Arithmetic.absolute(value)));
    filters.put("int", filter("int", Parameters.named(0, "default", "base"), NumberFilters::toInt));
    filters.put("float", filter("float", Parameters.named(0, "default"), NumberFilters::toFloat));
    filters.put(
        "round", filter("round", Parameters.named(0, "precision", "method"), NumberFilters::round));
    filters.put(
        "filesizeformat",
        filter("filesizeformat", Parameters.named(0, "binary"), NumberFilters::fileSize));
  }

  private static @Nullable Object toInt(
      @Nullable Object value, @Nullable Object[] arguments, Evaluation evaluation) {
    Undefined.refuse(value);
    try {
      if (value != null && Types.isString(value)) {
        requireShort(Types.stringOf(value));
        evaluation.budget().parse(Types.stringOf(value).length());
        return IntText.parse(Types.stringOf(value), (int) Passed.size(arguments[1], 10));
      }
      if (value != null && Types.isNumber(value)) {
        return value instanceof Double number ? PythonInt.ofFloat(number) : Types.intOf(value);
      }
    } catch (PythonError e) {
      if (e.kind() != PythonError.Kind.VALUE_ERROR && e.kind() != PythonError.Kind.TYPE_ERROR) {
        throw e;
      }
    }
    return throughFloat(value, Passed.or(arguments[0], 0L), evaluation);
  }

  /** In a base of a power of two Python reads numbers of any length, which nobody can print. */
  private static void requireShort(String digits) {
    if (digits.length() > MAX_DIGITS) {
      throw new LimitReached("a number of more than " + MAX_DIGITS + " digits");
    }
  }

  private static @Nullable Object throughFloat(
      @Nullable Object value, @Nullable Object otherwise, Evaluation evaluation) {
    try {
      return PythonInt.ofFloat(floatOf(value, evaluation.budget()));
    } catch (PythonError e) {
      return otherwise;
    }
  }

  private static @Nullable Object toFloat(
      @Nullable Object value, @Nullable Object[] arguments, Evaluation evaluation) {
    Undefined.refuse(value);
    try {
      return floatOf(value, evaluation.budget());
    } catch (PythonError e) {
      if (e.kind() != PythonError.Kind.VALUE_ERROR && e.kind() != PythonError.Kind.TYPE_ERROR) {
        throw e;
      }
      return Passed.or(arguments[0], 0.0);
    }
  }

  /** Python's {@code float(value)}. */
  private static double floatOf(@Nullable Object value, Budget budget) {
    Undefined.refuse(value);
    if (value != null && Types.isString(value)) {
      budget.rewrite(Types.stringOf(value).length());
      return PythonFloat.parse(Types.stringOf(value));
    }
    if (value == null || !Types.isNumber(value)) {
      throw PythonError.typeError(
          "float() argument must be a string or a real number, not '" + Types.name(value) + "'");
    }
    return Types.floatOf(value);
  }

  private static Object round(
      @Nullable Object value, @Nullable Object[] arguments, Evaluation evaluation) {
    String method = Passed.or(arguments[1], "common") instanceof String text ? text : "";
    Object precision = Passed.or(arguments[0], 0L);
    if (!method.equals("common") && !method.equals("ceil") && !method.equals("floor")) {
      throw PythonError.typeError("method must be common, ceil or floor");
    }
    if (method.equals("common")) {
      return roundHalfEven(value, precision);
    }
    Object factor = Arithmetic.power(10L, precision);
    Object scaled = Arithmetic.multiply(value, factor, evaluation.budget());
    if (scaled == null || !Types.isNumber(scaled)) {
      throw PythonError.typeError("must be real number, not " + Types.name(scaled));
    }
    Object whole = scaled;
    if (scaled instanceof Double number) {
      whole = PythonInt.ofFloat(method.equals("ceil") ? Math.ceil(number) : Math.floor(number));
    }
    return Arithmetic.divide(whole, factor);
  }

  private static Object roundHalfEven(@Nullable Object value, @Nullable Object precision) {
    if (value == null || !Types.isNumber(value)) {
      throw PythonError.typeError("type " + Types.name(value) + " doesn't define __round__ method");
    }
    if (precision == null) {
      return value instanceof Double number ? PythonFloat.round(number) : Types.intOf(value);
    }
    if (!Types.isInt(precision)) {
      throw PythonError.typeError(
          "'" + Types.name(precision) + "' object cannot be interpreted as an integer");
    }
    return value instanceof Double number
        ? (Object) PythonFloat.round(number, Passed.integer(precision, 0))
        : PythonInt.round(Types.intOf(value), Types.intOf(precision));
  }

  private static Object fileSize(
      @Nullable Object value, @Nullable Object[] arguments, Evaluation evaluation) {
    boolean binary = Passed.isTrue(arguments[0]);
    double bytes = floatOf(value, evaluation.budget());
    double base = binary ? 1024 : 1000;
    if (bytes == 1) {
      return "1 Byte";
    }
    if (bytes < base) {
      return IntText.write(PythonInt.ofFloat(bytes)) + " Bytes";
    }
    String prefixes = binary ? "KMGTPEZY" : "kMGTPEZY";
    double unit = base * base;
    int last = prefixes.length() - 1;
    int i = 0;
    while (i < last && !(bytes < unit)) {
      unit *= base;
      i++;
    }
    double shown = base * bytes / unit;
    String number =
        Double.isFinite(shown)
            ? new BigDecimal(shown).setScale(1, RoundingMode.HALF_EVEN).toPlainString()
            : PythonFloat.repr(shown).toLowerCase(Locale.ROOT);
    return number + " " + prefixes.charAt(i) + (binary ? "iB" : "B");
  }
}
