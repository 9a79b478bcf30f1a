package dev.rolloutserver.python;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** Positional values and the keywords a and b. */
record PlainFields(List<?> values, @Nullable Object a, @Nullable Object b) implements FieldSource {
  @Override
  public int positionalCount() {
    return values.size();
  }

  @Override
  public @Nullable Object positional(int index) {
    return values.get(index);
  }

  @Override
  public @Nullable Object keyword(String name) {
    return switch (name) {
      case "a" -> a;
      case "b" -> b;
      default -> throw PythonError.keyError(Repr.of(name));
    };
  }

  /** The character at an index counted from the end when negative, or IndexError. */
  static String at(String s, long index) {
    CodePointIndex points = new CodePointIndex(s);
    long at = index < 0 ? index + points.length() : index;
    if (at < 0 || at >= points.length()) {
      throw PythonError.indexError("string index out of range");
    }
    return points.substring((int) at, (int) at + 1);
  }

  @Override
  public @Nullable Object attribute(@Nullable Object value, String name) {
    throw PythonError.attributeError(
        "'" + new PlainValueText().typeName(value) + "' object has no attribute '" + name + "'");
  }

  @Override
  public @Nullable Object item(@Nullable Object value, Object key) {
    if (!(value instanceof String s)) {
      throw PythonError.typeError(
          "'" + new PlainValueText().typeName(value) + "' object is not subscriptable");
    }
    if (key instanceof Long index) {
      return at(s, index);
    }
    throw PythonError.typeError("string indices must be integers, not 'str'");
  }

  @Override
  public String format(@Nullable Object value, String spec) {
    return FormatSpec.format(value, spec, new PlainValueText(), LengthBudget.unlimited());
  }
}
