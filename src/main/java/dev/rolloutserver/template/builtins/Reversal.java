package dev.rolloutserver.template.builtins;

import dev.rolloutserver.python.PythonError;
import dev.rolloutserver.template.values.Bytes;
import dev.rolloutserver.template.values.DictView;
import dev.rolloutserver.template.values.Iteration;
import dev.rolloutserver.template.values.Markup;
import dev.rolloutserver.template.values.PythonRange;
import dev.rolloutserver.template.values.Tuple;
import dev.rolloutserver.template.values.Types;
import dev.rolloutserver.template.values.Undefined;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Python's {@code reversed}. */
final class Reversal {
  private Reversal() {}

  /** The elements from last to first; a TypeError for what has no order to go back. */
  static Iterator<@Nullable Object> of(@Nullable Object value, Evaluation evaluation) {
    if (!isReversible(value)) {
      throw PythonError.typeError("'" + Types.name(value) + "' object is not reversible");
    }
    List<?> items = items(value, evaluation).reversed();
    // Python takes the characters of a Markup by index, which gives Markup
    return Iteration.widened(
        value instanceof Markup
            ? items.stream().map(item -> new Markup(String.valueOf(item))).toList()
            : items);
  }

  static boolean isReversible(@Nullable Object value) {
    return value instanceof List<?>
        || value instanceof Tuple
        || value instanceof Map<?, ?>
        || value instanceof PythonRange
        || value instanceof DictView
        || value instanceof Bytes
        || value instanceof Undefined
        || Types.isString(value);
  }

  /** The type of Python's iterator over the value. */
  static String iteratorType(@Nullable Object value) {
    return switch (value) {
      case List<?> _ -> "list_reverseiterator";
      case Map<?, ?> _ -> "dict_reversekeyiterator";
      case PythonRange _ -> "range_iterator";
      case DictView view ->
          view.kind() == DictView.Kind.ITEMS
              ? "dict_reverseitemiterator"
              : view.kind() == DictView.Kind.KEYS
                  ? "dict_reversekeyiterator"
                  : "dict_reversevalueiterator";
      case null, default -> "reversed";
    };
  }

  /** A text from its last character to its first. */
  static Object text(Object value, Evaluation evaluation) {
    String text = Types.stringOf(value);
    evaluation.budget().allocate(text.length());
    StringBuilder reversed = new StringBuilder(text.length());
    for (int i = text.length(); i > 0; ) {
      int codePoint = text.codePointBefore(i);
      reversed.appendCodePoint(codePoint);
      i -= Character.charCount(codePoint);
    }
    return value instanceof Markup ? new Markup(reversed.toString()) : reversed.toString();
  }

  private static List<?> items(@Nullable Object value, Evaluation evaluation) {
    return switch (value) {
      case List<?> list -> list;
      case Tuple tuple -> tuple.items();
      case PythonRange range -> range.items();
      case Undefined _ -> Collections.emptyList();
      case null, default -> new ArrayList<>(Iteration.list(value, evaluation.budget()));
    };
  }
}
