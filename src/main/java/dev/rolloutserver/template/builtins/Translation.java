package dev.rolloutserver.template.builtins;

import dev.rolloutserver.python.CodePointIndex;
import dev.rolloutserver.python.CodePoints;
import dev.rolloutserver.python.PythonError;
import dev.rolloutserver.template.values.Dict;
import dev.rolloutserver.template.values.Lookup;
import dev.rolloutserver.template.values.Missing;
import dev.rolloutserver.template.values.PythonRange;
import dev.rolloutserver.template.values.Tuple;
import dev.rolloutserver.template.values.Types;
import dev.rolloutserver.template.values.Undefined;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Python's {@code str.translate} and {@code str.maketrans}. */
final class Translation {
  private Translation() {}

  static Object translate(String text, @Nullable Object[] arguments, Evaluation evaluation) {
    evaluation.budget().rewrite(text.length());
    StringBuilder translated = new StringBuilder();
    for (int i = 0; i < text.length(); ) {
      int codePoint = text.codePointAt(i);
      i += Character.charCount(codePoint);
      Object value = find(arguments[0], codePoint, evaluation);
      if (value == Missing.MISSING) {
        translated.appendCodePoint(codePoint);
      } else if (value != null) {
        translated.append(replacement(value));
      }
      evaluation.budget().require(translated.length());
    }
    evaluation.budget().allocate(translated.length());
    return translated.toString();
  }

  private static @Nullable Object find(
      @Nullable Object table, int codePoint, Evaluation evaluation) {
    Undefined.refuse(table);
    return switch (table) {
      case Map<?, ?> map -> Lookup.find(map, (long) codePoint, evaluation.budget());
      case List<?> list -> at(list, codePoint);
      case Tuple tuple -> at(tuple.items(), codePoint);
      case PythonRange range -> at(range.items(), codePoint);
      case String text -> character(text, codePoint, evaluation);
      case null, default ->
          throw PythonError.typeError("'" + Types.name(table) + "' object is not subscriptable");
    };
  }

  private static @Nullable Object at(List<?> list, int index) {
    return index < list.size() ? list.get(index) : Missing.MISSING;
  }

  private static Object character(String text, int index, Evaluation evaluation) {
    CodePointIndex points = evaluation.index(text);
    return index < points.length() ? points.substring(index, index + 1) : Missing.MISSING;
  }

  private static String replacement(Object value) {
    if (Types.isString(value)) {
      return Types.stringOf(value);
    }
    if (!Types.isInt(value)) {
      throw PythonError.typeError("character mapping must return integer, None or str");
    }
    long codePoint = Passed.integer(value, 0);
    if (codePoint < 0 || codePoint > Character.MAX_CODE_POINT) {
      throw PythonError.valueError("character mapping must be in range(0x110000)");
    }
    return Character.toString((int) codePoint);
  }

  static Object table(String self, @Nullable Object[] arguments, Evaluation evaluation) {
    Dict table = new Dict();
    if (arguments[1] == Missing.MISSING) {
      fromMap(arguments[0], table, evaluation);
      return table;
    }
    String from = Passed.text(arguments[0]);
    String to = Passed.text(arguments[1]);
    int length = CodePoints.length(from);
    if (length != CodePoints.length(to)) {
      throw PythonError.valueError("the first two maketrans arguments must have equal length");
    }
    int[] sources = from.codePoints().toArray();
    int[] targets = to.codePoints().toArray();
    evaluation.budget().allocateElements(length);
    for (int i = 0; i < length; i++) {
      table.put((long) sources[i], (long) targets[i], evaluation.budget());
    }
    if (arguments[2] != Missing.MISSING) {
      Passed.text(arguments[2])
          .codePoints()
          .forEach(deleted -> table.put((long) deleted, null, evaluation.budget()));
    }
    return table;
  }

  private static void fromMap(@Nullable Object source, Dict table, Evaluation evaluation) {
    Undefined.refuse(source);
    if (!(source instanceof Map<?, ?> map)) {
      throw PythonError.typeError("if you give only one argument to maketrans it must be a dict");
    }
    map.forEach((key, value) -> {
      if (key != null && Types.isString(key)) {
        String text = Types.stringOf(key);
        if (CodePoints.length(text) != 1) {
          throw PythonError.valueError("string keys in translate table must be of length 1");
        }
        table.put((long) text.codePointAt(0), value, evaluation.budget());
      } else if (key != null && Types.isInt(key)) {
        table.put(key, value, evaluation.budget());
      } else {
        throw PythonError.typeError("keys in translate table must be strings or integers");
      }
    });
  }
}
