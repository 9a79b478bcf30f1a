package dev.rolloutserver.template.values;

import dev.rolloutserver.python.PythonInt;
import java.math.BigInteger;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Which Python type a value has. */
public final class Types {
  private Types() {}

  /** The name of the type, as {@code type(value).__name__}. */
  public static String name(@Nullable Object value) {
    return switch (value) {
      case null -> "NoneType";
      case String _ -> "str";
      case Boolean _ -> "bool";
      case Long _, BigInteger _ -> "int";
      case Double _ -> "float";
      case List<?> _ -> "list";
      case Map<?, ?> _ -> "dict";
      case Tuple tuple -> tuple.isGroup() ? "_GroupTuple" : "tuple";
      case Markup _ -> "Markup";
      case Undefined _ -> "Undefined";
      case PythonRange _ -> "range";
      case DictView view -> view.kind().type();
      case Generator generator -> generator.type();
      case Bytes _ -> "bytes";
      case Namespace _ -> "Namespace";
      case SliceValue _ -> "slice";
      case Missing _ -> "MissingType";
      case PythonCallable callable -> callable.type();
      case TemplateObject object -> object.type();
      default -> throw new IllegalArgumentException("no template value: " + value.getClass());
    };
  }

  /** Whether it is an instance of int, which bool is too. */
  public static boolean isInt(@Nullable Object value) {
    return value instanceof Long || value instanceof BigInteger || value instanceof Boolean;
  }

  /** Whether it is an int, a bool or a float. */
  public static boolean isNumber(@Nullable Object value) {
    return isInt(value) || value instanceof Double;
  }

  /** Whether it is a str, which Markup is too. */
  public static boolean isString(@Nullable Object value) {
    return value instanceof String || value instanceof Markup;
  }

  /** The value of an int or bool: Long or BigInteger. */
  public static Number intOf(Object value) {
    return value instanceof Boolean truth ? (Number) (truth ? 1L : 0L) : (Number) value;
  }

  /** The value of a number as a float; an OverflowError for an int beyond its range. */
  public static double floatOf(Object value) {
    return value instanceof Double number ? number : PythonInt.toFloat(intOf(value));
  }

  /** The text of a str. */
  public static String stringOf(Object value) {
    return value instanceof Markup markup ? markup.text() : (String) value;
  }
}
