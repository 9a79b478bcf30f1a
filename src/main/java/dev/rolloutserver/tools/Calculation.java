package dev.rolloutserver.tools;

import dev.rolloutserver.python.FloatArithmetic;
import dev.rolloutserver.python.IntText;
import dev.rolloutserver.python.PythonError;
import dev.rolloutserver.python.PythonError.Kind;
import dev.rolloutserver.python.PythonFloat;
import dev.rolloutserver.python.PythonInt;
import dev.rolloutserver.template.values.FrozenDict;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BinaryOperator;
import java.util.function.DoubleBinaryOperator;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * An operation on two numbers, {@code a} and {@code b}, as Python computes and prints it: integers
 * of any size stay integers, and one operand with a fraction or an exponent makes a float of both.
 */
final class Calculation implements Tool {
  private static final List<String> PARAMETERS = List.of("a", "b");
  private static final int MAX_NAMED = 5;

  private final String name;
  private final Map<String, Object> definition;
  private final BinaryOperator<Number> onIntegers;
  private final DoubleBinaryOperator onFloats;

  private Calculation(
      String name,
      String description,
      List<String> parameterDescriptions,
      BinaryOperator<Number> onIntegers,
      DoubleBinaryOperator onFloats) {
    this.name = name;
    this.definition = FrozenDict.copyOf(definition(name, description, parameterDescriptions));
    this.onIntegers = onIntegers;
    this.onFloats = onFloats;
  }

  static List<Calculation> all() {
    return List.of(
        new Calculation(
            "add",
            "Add two numbers",
            List.of("First number", "Second number"),
            PythonInt::add,
            Double::sum),
        new Calculation(
            "subtract",
            "Subtract two numbers",
            List.of("First number", "Second number to subtract from first"),
            PythonInt::subtract,
            (a, b) -> a - b),
        new Calculation(
            "multiply",
            "Multiply two numbers",
            List.of("First number", "Second number"),
            PythonInt::multiply,
            (a, b) -> a * b),
        new Calculation(
            "divide",
            "Divide two numbers",
            List.of("Numerator", "Denominator (cannot be zero)"),
            Calculation::quotient,
            FloatArithmetic::divide));
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public Map<String, Object> definition() {
    return definition;
  }

  @Override
  public boolean instant() {
    return true;
  }

  @Override
  public String call(Map<String, @Nullable Object> arguments) {
    checkNames(arguments);
    Number a = number("a", arguments);
    Number b = number("b", arguments);
    try {
      return text(
          isFloat(a) || isFloat(b)
              ? (Number) onFloats.applyAsDouble(toFloat(a), toFloat(b))
              : onIntegers.apply(a, b));
    } catch (PythonError e) {
      throw new ToolException(explain(e));
    }
  }

  private void checkNames(Map<String, @Nullable Object> arguments) {
    List<String> missing = new ArrayList<>(PARAMETERS);
    missing.removeAll(arguments.keySet());
    List<String> surplus = new ArrayList<>(arguments.keySet());
    surplus.removeAll(PARAMETERS);
    List<String> problems = new ArrayList<>();
    if (!missing.isEmpty()) {
      problems.add(
          String.join(" and ", missing) + (missing.size() == 1 ? " is" : " are") + " missing");
    }
    if (!surplus.isEmpty()) {
      String named =
          surplus.stream().limit(MAX_NAMED).map(Quoted::text).collect(Collectors.joining(", "));
      int unnamed = surplus.size() - MAX_NAMED;
      problems.add("it has no " + named + (unnamed > 0 ? " and " + unnamed + " more" : ""));
    }
    if (!problems.isEmpty()) {
      throw new ToolException(name + " takes a and b: " + String.join("; ", problems));
    }
  }

  private Number number(String parameter, Map<String, @Nullable Object> arguments) {
    return switch (arguments.get(parameter)) {
      case Integer small -> small.longValue();
      case Long integer -> integer;
      case BigInteger integer -> PythonInt.normalize(integer);
      case Double number -> number;
      case null, default ->
          throw new ToolException(
              "The argument "
                  + parameter
                  + " of "
                  + name
                  + " must be a number, not "
                  + Quoted.kind(arguments.get(parameter)));
    };
  }

  private static boolean isFloat(Number number) {
    return number instanceof Double;
  }

  /** An integer beyond the range of floats is infinite, as a result beyond it is. */
  private static double toFloat(Number number) {
    return number.doubleValue();
  }

  private static Number quotient(Number a, Number b) {
    try {
      return PythonInt.trueDivide(a, b);
    } catch (PythonError e) {
      if (e.kind() != Kind.OVERFLOW_ERROR) {
        throw e;
      }
      return PythonInt.signum(a) == PythonInt.signum(b)
          ? Double.POSITIVE_INFINITY
          : Double.NEGATIVE_INFINITY;
    }
  }

  private static String text(Number result) {
    return result instanceof Double number ? PythonFloat.repr(number) : IntText.write(result);
  }

  private static String explain(PythonError e) {
    // the one other error is that of a text with too many digits, in words about Python
    return e.kind() == Kind.ZERO_DIVISION_ERROR
        ? "Division by zero"
        : "The result has more than 4300 digits";
  }

  private static Map<String, Object> definition(
      String name, String description, List<String> parameterDescriptions) {
    Map<String, Object> properties = new LinkedHashMap<>();
    for (int i = 0; i < PARAMETERS.size(); i++) {
      properties.put(
          PARAMETERS.get(i),
          ordered("type", "number", "description", parameterDescriptions.get(i)));
    }
    return ordered(
        "type",
        "function",
        "function",
        ordered(
            "name",
            name,
            "description",
            description,
            "parameters",
            ordered("type", "object", "properties", properties, "required", PARAMETERS)));
  }

  /** An object with these names and values: their order is seen, templates print it. */
  private static Map<String, Object> ordered(Object... namesAndValues) {
    Map<String, Object> members = new LinkedHashMap<>();
    for (int i = 0; i < namesAndValues.length; i += 2) {
      members.put((String) namesAndValues[i], namesAndValues[i + 1]);
    }
    return members;
  }
}
