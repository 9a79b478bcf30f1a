package dev.rolloutserver.template.values;

import dev.rolloutserver.python.FloatArithmetic;
import dev.rolloutserver.python.PythonError;
import dev.rolloutserver.python.PythonInt;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Arithmetic operators over Python's values. */
public final class Arithmetic {
  /** Larger integers cannot be printed anyway: Python stops at 4,300 digits. */
  private static final int MAX_BITS = 200_000;

  private Arithmetic() {}

  /** {@code a + b}. */
  public static @Nullable Object add(@Nullable Object a, @Nullable Object b, Budget budget) {
    if (a instanceof Long x && b instanceof Long y) {
      return PythonInt.add(x, y);
    }
    if (a instanceof String x && b instanceof String y) {
      budget.allocate((long) x.length() + y.length());
      return x.concat(y);
    }
    if (a instanceof Markup || b instanceof Markup) {
      if (a != null && b != null && Types.isString(a) && Types.isString(b)) {
        String joined = Markup.escape(a, budget).text() + Markup.escape(b, budget).text();
        budget.allocate(joined.length());
        return new Markup(joined);
      }
    }
    if (a instanceof List<?> x && b instanceof List<?> y) {
      return joined(x, y, budget);
    }
    if (a instanceof Tuple x && b instanceof Tuple y) {
      return Tuple.of(joined(x.items(), y.items(), budget));
    }
    if (a != null && b != null && Types.isNumber(a) && Types.isNumber(b)) {
      return isFloat(a, b)
          ? (Object) (Types.floatOf(a) + Types.floatOf(b))
          : PythonInt.add(Types.intOf(a), Types.intOf(b));
    }
    Undefined.refuse(a);
    Undefined.refuse(b);
    throw unsupportedAdd(a, b);
  }

  private static PythonError unsupportedAdd(@Nullable Object a, @Nullable Object b) {
    if (a != null && Types.isString(a)) {
      return PythonError.typeError(
          "can only concatenate str (not \"" + Types.name(b) + "\") to str");
    }
    if (a instanceof List<?> || a instanceof Tuple) {
      String type = Types.name(a);
      return PythonError.typeError(
          "can only concatenate " + type + " (not \"" + Types.name(b) + "\") to " + type);
    }
    return unsupported("+", a, b);
  }

  private static List<@Nullable Object> joined(List<?> a, List<?> b, Budget budget) {
    budget.allocateElements((long) a.size() + b.size());
    List<@Nullable Object> all = new ArrayList<>(a.size() + b.size());
    all.addAll(a);
    all.addAll(b);
    return all;
  }

  /** {@code a - b}. */
  public static @Nullable Object subtract(@Nullable Object a, @Nullable Object b) {
    if (a == null || b == null || !areNumbers(a, b)) {
      throw unsupported("-", a, b);
    }
    return isFloat(a, b)
        ? (Object) (Types.floatOf(a) - Types.floatOf(b))
        : PythonInt.subtract(Types.intOf(a), Types.intOf(b));
  }

  /** {@code a * b}: numbers, or a sequence repeated. */
  public static @Nullable Object multiply(@Nullable Object a, @Nullable Object b, Budget budget) {
    Undefined.refuse(a);
    Undefined.refuse(b);
    if (a != null && b != null && Types.isNumber(a) && Types.isNumber(b)) {
      return isFloat(a, b)
          ? (Object) (Types.floatOf(a) * Types.floatOf(b))
          : PythonInt.multiply(Types.intOf(a), Types.intOf(b), MAX_BITS);
    }
    if (isSequence(a) && b != null && Types.isInt(b)) {
      return repeated(a, Types.intOf(b), budget);
    }
    if (isSequence(b) && a != null && Types.isInt(a)) {
      return repeated(b, Types.intOf(a), budget);
    }
    if (isSequence(a) || isSequence(b)) {
      throw PythonError.typeError(
          "can't multiply sequence by non-int of type '" + Types.name(isSequence(a) ? b : a) + "'");
    }
    throw unsupported("*", a, b);
  }

  private static boolean isSequence(@Nullable Object value) {
    return value instanceof List<?> || value instanceof Tuple || Types.isString(value);
  }

  private static Object repeated(@Nullable Object sequence, Number count, Budget budget) {
    long times =
        count instanceof Long number ? number : PythonInt.signum(count) < 0 ? 0 : Long.MAX_VALUE;
    return switch (sequence) {
      case String text -> repeatedText(text, times, budget);
      case Markup markup -> new Markup(repeatedText(markup.text(), times, budget));
      case Tuple tuple -> Tuple.of(repeatedList(tuple.items(), times, budget));
      case List<?> list -> repeatedList(list, times, budget);
      case null, default -> throw new IllegalArgumentException("not a sequence");
    };
  }

  private static String repeatedText(String text, long times, Budget budget) {
    if (times <= 0 || text.isEmpty()) {
      return "";
    }
    budget.allocate(text.length(), times);
    return text.repeat((int) times);
  }

  private static List<@Nullable Object> repeatedList(List<?> list, long times, Budget budget) {
    List<@Nullable Object> all = new ArrayList<>();
    if (times > 0 && !list.isEmpty()) {
      budget.allocateElements(list.size(), times);
      for (long i = 0; i < times; i++) {
        all.addAll(list);
      }
    }
    return all;
  }

  /** {@code a / b}, always a float. */
  public static Object divide(@Nullable Object a, @Nullable Object b) {
    if (a == null || b == null || !areNumbers(a, b)) {
      throw unsupported("/", a, b);
    }
    return isFloat(a, b)
        ? (Object) FloatArithmetic.divide(Types.floatOf(a), Types.floatOf(b))
        : PythonInt.trueDivide(Types.intOf(a), Types.intOf(b));
  }

  /** {@code a // b}, rounded towards negative infinity. */
  public static Object floorDivide(@Nullable Object a, @Nullable Object b) {
    if (a == null || b == null || !areNumbers(a, b)) {
      throw unsupported("//", a, b);
    }
    return isFloat(a, b)
        ? (Object) FloatArithmetic.floorDivide(Types.floatOf(a), Types.floatOf(b))
        : PythonInt.floorDivide(Types.intOf(a), Types.intOf(b));
  }

  /** {@code a % b} of numbers, with the sign of b. */
  public static Object modulo(@Nullable Object a, @Nullable Object b) {
    if (a == null || b == null || !areNumbers(a, b)) {
      throw unsupported("%", a, b);
    }
    return isFloat(a, b)
        ? (Object) FloatArithmetic.modulo(Types.floatOf(a), Types.floatOf(b))
        : PythonInt.modulo(Types.intOf(a), Types.intOf(b));
  }

  /** {@code a ** b}. */
  public static Object power(@Nullable Object a, @Nullable Object b) {
    if (a == null || b == null || !areNumbers(a, b)) {
      throw unsupported("** or pow()", a, b);
    }
    return isFloat(a, b)
        ? (Object) FloatArithmetic.power(Types.floatOf(a), Types.floatOf(b))
        : PythonInt.power(Types.intOf(a), Types.intOf(b), MAX_BITS);
  }

  /** {@code -a}. */
  public static Object negate(@Nullable Object a) {
    Object number = requireNumber("-", a);
    return number instanceof Double value
        ? (Object) (-value)
        : PythonInt.negate(Types.intOf(number));
  }

  /** {@code +a}. */
  public static Object plus(@Nullable Object a) {
    Object number = requireNumber("+", a);
    return number instanceof Double ? number : Types.intOf(number);
  }

  /** Python's {@code abs(a)}. */
  public static Object absolute(@Nullable Object a) {
    if (a == null || !Types.isNumber(a)) {
      throw PythonError.typeError("bad operand type for abs(): '" + Types.name(a) + "'");
    }
    return a instanceof Double number ? (Object) Math.abs(number) : PythonInt.abs(Types.intOf(a));
  }

  private static Object requireNumber(String operator, @Nullable Object a) {
    Undefined.refuse(a);
    if (a == null || !Types.isNumber(a)) {
      throw PythonError.typeError(
          "bad operand type for unary " + operator + ": '" + Types.name(a) + "'");
    }
    return a;
  }

  private static boolean areNumbers(Object a, Object b) {
    return Types.isNumber(a) && Types.isNumber(b);
  }

  private static boolean isFloat(@Nullable Object a, @Nullable Object b) {
    return a instanceof Double || b instanceof Double;
  }

  private static PythonError unsupported(String operator, @Nullable Object a, @Nullable Object b) {
    Undefined.refuse(a);
    Undefined.refuse(b);
    return PythonError.typeError(
        "unsupported operand type(s) for %s: '%s' and '%s'"
            .formatted(operator, Types.name(a), Types.name(b)));
  }
}
