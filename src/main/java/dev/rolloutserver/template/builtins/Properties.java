package dev.rolloutserver.template.builtins;

import dev.rolloutserver.template.values.DictView;
import dev.rolloutserver.template.values.Missing;
import dev.rolloutserver.template.values.PythonRange;
import dev.rolloutserver.template.values.Tuple;
import dev.rolloutserver.template.values.Types;
import org.jspecify.annotations.Nullable;

/** Attributes of values that are no methods. */
final class Properties {
  private Properties() {}

  /** The attribute, or {@link Missing}. */
  static @Nullable Object of(@Nullable Object value, String name) {
    return switch (value) {
      case PythonRange range -> ofRange(range, name);
      case Tuple tuple when tuple.isGroup() -> ofGroup(tuple, name);
      case DictView view when name.equals("mapping") -> view.map();
      case Double number -> ofFloat(number, name);
      case null -> Missing.MISSING;
      default -> Types.isInt(value) ? ofInt(value, name) : Missing.MISSING;
    };
  }

  private static Object ofRange(PythonRange range, String name) {
    return switch (name) {
      case "start" -> range.start();
      case "stop" -> range.stop();
      case "step" -> range.step();
      default -> Missing.MISSING;
    };
  }

  private static @Nullable Object ofGroup(Tuple tuple, String name) {
    return switch (name) {
      case "grouper" -> tuple.items().get(0);
      case "list" -> tuple.items().get(1);
      default -> Missing.MISSING;
    };
  }

  private static Object ofInt(Object value, String name) {
    return switch (name) {
      case "real", "numerator" -> Types.intOf(value);
      case "imag" -> 0L;
      case "denominator" -> 1L;
      default -> Missing.MISSING;
    };
  }

  private static Object ofFloat(Double number, String name) {
    return switch (name) {
      case "real" -> number;
      case "imag" -> 0.0;
      default -> Missing.MISSING;
    };
  }
}
