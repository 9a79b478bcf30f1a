package dev.rolloutserver.template.builtins;

import static java.util.Map.entry;

import dev.rolloutserver.python.CharacterClass;
import dev.rolloutserver.template.values.Arithmetic;
import dev.rolloutserver.template.values.Bytes;
import dev.rolloutserver.template.values.Equality;
import dev.rolloutserver.template.values.Generator;
import dev.rolloutserver.template.values.HashKey;
import dev.rolloutserver.template.values.Iteration;
import dev.rolloutserver.template.values.Markup;
import dev.rolloutserver.template.values.Ordering;
import dev.rolloutserver.template.values.Ordering.Operator;
import dev.rolloutserver.template.values.PythonCallable;
import dev.rolloutserver.template.values.PythonRange;
import dev.rolloutserver.template.values.Texts;
import dev.rolloutserver.template.values.Tuple;
import dev.rolloutserver.template.values.Types;
import dev.rolloutserver.template.values.Undefined;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** All tests of Jinja2, by name. */
public final class Tests {
  private static final Map<String, TemplateTest> TESTS =
      charged(
          simple("defined", value -> !(value instanceof Undefined)),
          simple("undefined", value -> value instanceof Undefined),
          simple("none", value -> value == null),
          simple("boolean", value -> value instanceof Boolean),
          simple("true", value -> Boolean.TRUE.equals(value)),
          simple("false", value -> Boolean.FALSE.equals(value)),
          simple("integer", value -> Types.isInt(value) && !(value instanceof Boolean)),
          simple("float", value -> value instanceof Double),
          simple("number", Types::isNumber),
          simple("string", Types::isString),
          simple("mapping", value -> value instanceof Map<?, ?>),
          simple("sequence", Tests::isSequence),
          simple("iterable", Iteration::isIterable),
          simple(
              "callable", value -> value instanceof PythonCallable || value instanceof Undefined),
          simple("escaped", value -> value instanceof Markup),
          parity("odd", 1L),
          parity("even", 0L),
          with("divisibleby", "num", (value, num, e) -> leaves(0L, value, num, e)),
          with("sameas", "other", (value, other, _) -> isSame(value, other)),
          with("in", "seq", (value, seq, e) -> Iteration.contains(seq, value, e.budget())),
          cased("lower", CharacterClass::isLower),
          cased("upper", CharacterClass::isUpper),
          named("filter", name -> Filters.find(name) != null),
          named("test", name -> find(name) != null),
          compared("eq", (a, b, e) -> Equality.equal(a, b, e.budget())),
          compared("equalto", (a, b, e) -> Equality.equal(a, b, e.budget())),
          compared("==", (a, b, e) -> Equality.equal(a, b, e.budget())),
          compared("ne", (a, b, e) -> !Equality.equal(a, b, e.budget())),
          compared("!=", (a, b, e) -> !Equality.equal(a, b, e.budget())),
          ordered("lt", Operator.LT),
          ordered("lessthan", Operator.LT),
          ordered("<", Operator.LT),
          ordered("le", Operator.LE),
          ordered("<=", Operator.LE),
          ordered("gt", Operator.GT),
          ordered("greaterthan", Operator.GT),
          ordered(">", Operator.GT),
          ordered("ge", Operator.GE),
          ordered(">=", Operator.GE));

  private Tests() {}

  @SafeVarargs
  private static Map<String, TemplateTest> charged(Map.Entry<String, TemplateTest>... tests) {
    Map<String, TemplateTest> charged = new HashMap<>();
    for (Map.Entry<String, TemplateTest> test : tests) {
      charged.put(
          test.getKey(),
          (value, arguments, evaluation) -> {
            evaluation.read(value, arguments);
            return test.getValue().holds(value, arguments, evaluation);
          });
    }
    return Map.copyOf(charged);
  }

  @FunctionalInterface
  private interface Relation {
    boolean holds(@Nullable Object a, @Nullable Object b, Evaluation evaluation);
  }

  /** The test of this name, or null. */
  public static @Nullable TemplateTest find(String name) {
    return TESTS.get(name);
  }

  private static Map.Entry<String, TemplateTest> simple(
      String name, Predicate<@Nullable Object> predicate) {
    return entry(
        name,
        (value, arguments, _) -> {
          if (!arguments.isEmpty()) {
            Parameters.NONE.bind("test_" + name, arguments);
          }
          return predicate.test(value);
        });
  }

  private static Map.Entry<String, TemplateTest> with(
      String name, String parameter, Relation relation) {
    Parameters parameters = Parameters.named(1, parameter);
    return entry(
        name,
        (value, arguments, evaluation) ->
            relation.holds(value, parameters.bind("test_" + name, arguments)[0], evaluation));
  }

  /** A comparison, which takes its second operand by position only. */
  private static Map.Entry<String, TemplateTest> compared(String name, Relation relation) {
    Parameters parameters = Parameters.positional(1, "other");
    return entry(
        name,
        (value, arguments, evaluation) ->
            relation.holds(value, parameters.bind(name, arguments)[0], evaluation));
  }

  private static Map.Entry<String, TemplateTest> ordered(String name, Operator operator) {
    return compared(name, (a, b, e) -> Ordering.holds(operator, a, b, e.budget()));
  }

  private static Map.Entry<String, TemplateTest> cased(String name, Predicate<String> predicate) {
    return entry(
        name,
        (value, arguments, evaluation) -> {
          Parameters.NONE.bind("test_" + name, arguments);
          return predicate.test(Texts.str(value, evaluation.budget()));
        });
  }

  /** A look into a registry; names that cannot be hashed are an error. */
  private static Map.Entry<String, TemplateTest> named(String name, Predicate<String> registry) {
    return entry(
        name,
        (value, arguments, evaluation) -> {
          Parameters.NONE.bind("test_" + name, arguments);
          return HashKey.of(value, evaluation.budget()) instanceof String text
              && registry.test(text);
        });
  }

  private static Map.Entry<String, TemplateTest> parity(String name, long rest) {
    return entry(
        name,
        (value, arguments, evaluation) -> {
          Parameters.NONE.bind("test_" + name, arguments);
          return leaves(rest, value, 2L, evaluation);
        });
  }

  /** Python's {@code value % divisor == rest}; of a text it is a formatting, never a number. */
  private static boolean leaves(
      long rest, @Nullable Object value, @Nullable Object divisor, Evaluation evaluation) {
    if (value != null && Types.isString(value)) {
      Formatting.percent(value, divisor, evaluation);
      return false;
    }
    return Equality.equal(Arithmetic.modulo(value, divisor), rest, evaluation.budget());
  }

  private static boolean isSequence(@Nullable Object value) {
    return value instanceof List<?>
        || Types.isString(value)
        || value instanceof Map<?, ?>
        || value instanceof Tuple
        || value instanceof PythonRange
        || value instanceof Bytes
        || (value instanceof Undefined);
  }

  /** Identity, as far as it means something: small values have none of their own. */
  private static boolean isSame(@Nullable Object a, @Nullable Object b) {
    if (Equality.identical(a, b)) {
      return true;
    }
    if (a == null || b == null || a instanceof Generator) {
      return false;
    }
    boolean small = a instanceof Boolean || a instanceof Long || a instanceof String;
    return small && a.equals(b);
  }
}
