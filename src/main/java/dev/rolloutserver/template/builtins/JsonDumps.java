package dev.rolloutserver.template.builtins;

import dev.rolloutserver.python.IntText;
import dev.rolloutserver.python.PythonError;
import dev.rolloutserver.python.PythonFloat;
import dev.rolloutserver.template.values.Arguments;
import dev.rolloutserver.template.values.Budget;
import dev.rolloutserver.template.values.FrozenDict;
import dev.rolloutserver.template.values.Iteration;
import dev.rolloutserver.template.values.Ordering;
import dev.rolloutserver.template.values.Tuple;
import dev.rolloutserver.template.values.Types;
import java.math.BigInteger;
import java.util.AbstractMap;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Python's {@code json.dumps}, as the filter {@code tojson} of chat templates calls it. */
final class JsonDumps {
  /** Most of what is written is longer: the definition of a tool, the arguments of a call. */
  private static final int LIKELY_LENGTH = 256;

  private static final String ITEM_SEPARATOR = ", ";
  private static final String KEY_SEPARATOR = ": ";

  private static final Parameters PARAMETERS =
      Parameters.named(0, "ensure_ascii", "indent", "separators", "sort_keys");

  private final StringBuilder out = new StringBuilder(LIKELY_LENGTH);
  private final Budget budget;
  private final boolean ascii;
  private final @Nullable String indent;
  private final String itemSeparator;
  private final String keySeparator;
  private final boolean sorted;
  private final boolean isDefault;
  private int depth;

  private JsonDumps(
      Budget budget,
      boolean ascii,
      @Nullable String indent,
      String itemSeparator,
      String keySeparator,
      boolean sorted) {
    this.budget = budget;
    this.ascii = ascii;
    this.indent = indent;
    this.itemSeparator = itemSeparator;
    this.keySeparator = keySeparator;
    this.sorted = sorted;
    this.isDefault =
        !ascii
            && indent == null
            && !sorted
            && itemSeparator.equals(ITEM_SEPARATOR)
            && keySeparator.equals(KEY_SEPARATOR);
  }

  /** The filter. */
  static String dump(@Nullable Object value, Arguments arguments, Evaluation evaluation) {
    @Nullable Object[] bound = PARAMETERS.bind("tojson", arguments);
    String indent = indent(Passed.or(bound[1], null), evaluation.budget());
    List<String> separators =
        Passed.isNone(bound[2])
            ? List.of(indent == null ? ITEM_SEPARATOR : ",", KEY_SEPARATOR)
            : separators(bound[2]);
    JsonDumps dumps =
        new JsonDumps(
            evaluation.budget(),
            Passed.isTrue(bound[0]),
            indent,
            separators.get(0),
            separators.get(1),
            Passed.isTrue(bound[3]));
    dumps.write(value);
    return dumps.out.toString();
  }

  private static @Nullable String indent(@Nullable Object indent, Budget budget) {
    if (indent == null) {
      return null;
    }
    if (Types.isString(indent)) {
      return Types.stringOf(indent);
    }
    long width = Math.max(0, Passed.size(indent, 0));
    budget.allocate(width);
    return " ".repeat((int) width);
  }

  /** Whatever has two elements will do, even a text of two characters. */
  private static List<String> separators(@Nullable Object separators) {
    Iterator<@Nullable Object> parts = Iteration.over(separators);
    List<String> pair = new ArrayList<>();
    while (pair.size() < 2 && parts.hasNext()) {
      pair.add(Passed.text(parts.next()));
    }
    if (pair.size() < 2 || parts.hasNext()) {
      throw PythonError.valueError("separators must be a pair of texts");
    }
    return pair;
  }

  private void write(@Nullable Object value) {
    budget.step(1);
    budget.calculate(value, value);
    switch (value) {
      case null -> append("null");
      case String text -> string(text);
      case Boolean truth -> append(truth ? "true" : "false");
      case Long number -> append(Long.toString(number));
      case BigInteger number -> append(IntText.write(number));
      case Double number -> append(number(number));
      case FrozenDict dict when isDefault -> append(dict.json(() -> text(dict, budget)));
      case Map<?, ?> map -> object(map);
      case List<?> list -> array(list);
      case Tuple tuple -> array(tuple.items());
      default -> {
        if (!Types.isString(value)) {
          throw PythonError.typeError(
              "Object of type " + Types.name(value) + " is not JSON serializable");
        }
        string(Types.stringOf(value));
      }
    }
  }

  /** What {@link FrozenDict} remembers. */
  private static String text(FrozenDict dict, Budget budget) {
    JsonDumps dumps = new JsonDumps(budget, false, null, ITEM_SEPARATOR, KEY_SEPARATOR, false);
    dumps.object(dict);
    return dumps.out.toString();
  }

  private static String number(double number) {
    if (Double.isNaN(number)) {
      return "NaN";
    }
    if (Double.isInfinite(number)) {
      return number > 0 ? "Infinity" : "-Infinity";
    }
    return PythonFloat.repr(number);
  }

  private void array(List<?> items) {
    if (items.isEmpty()) {
      append("[]");
      return;
    }
    begin("[");
    Iterator<?> iterator = items.iterator();
    for (boolean first = true; iterator.hasNext(); first = false) {
      separate(first);
      write(iterator.next());
    }
    end("]");
  }

  private void object(Map<?, ?> map) {
    if (map.isEmpty()) {
      append("{}");
      return;
    }
    begin("{");
    boolean first = true;
    for (Map.Entry<?, ?> entry : entries(map)) {
      separate(first);
      first = false;
      string(key(entry.getKey()));
      append(keySeparator);
      write(entry.getValue());
    }
    end("}");
  }

  private Iterable<? extends Map.Entry<?, ?>> entries(Map<?, ?> map) {
    if (!sorted) {
      return map.entrySet();
    }
    List<Tuple> pairs = new ArrayList<>();
    map.forEach((key, value) -> pairs.add(Tuple.of(key, value)));
    List<Map.Entry<?, ?>> entries = new ArrayList<>();
    for (Object pair : Ordering.sorted(pairs, item -> item, false, budget)) {
      List<?> items = pair instanceof Tuple tuple ? tuple.items() : List.of();
      entries.add(new AbstractMap.SimpleEntry<>(items.get(0), items.get(1)));
    }
    return entries;
  }

  private static String key(@Nullable Object key) {
    return switch (key) {
      case null -> "null";
      case Boolean truth -> truth ? "true" : "false";
      case Long number -> Long.toString(number);
      case BigInteger number -> IntText.write(number);
      case Double number -> number(number);
      default -> {
        if (!Types.isString(key)) {
          throw PythonError.typeError(
              "keys must be str, int, float, bool or None, not " + Types.name(key));
        }
        yield Types.stringOf(key);
      }
    };
  }

  private void begin(String bracket) {
    budget.enter();
    depth++;
    append(bracket);
    newLine();
  }

  private void separate(boolean first) {
    if (!first) {
      append(itemSeparator);
      newLine();
    }
  }

  private void end(String bracket) {
    depth--;
    newLine();
    append(bracket);
    budget.leave();
  }

  private void newLine() {
    if (indent != null) {
      budget.allocate(indent.length(), depth);
      out.append('\n').repeat(indent, depth);
    }
  }

  private void string(String text) {
    budget.allocate(text.length() + 2L);
    budget.read(text);
    out.append('"');
    int plain = 0;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c < ' ' || c == '"' || c == '\\' || (ascii && c > '~')) {
        out.append(text, plain, i);
        plain = i + 1;
        escape(c);
      }
    }
    out.append(text, plain, text.length()).append('"');
  }

  private void escape(char c) {
    switch (c) {
      case '"' -> out.append("\\\"");
      case '\\' -> out.append("\\\\");
      case '\b' -> out.append("\\b");
      case '\f' -> out.append("\\f");
      case '\n' -> out.append("\\n");
      case '\r' -> out.append("\\r");
      case '\t' -> out.append("\\t");
      default -> {
        budget.allocate(6);
        out.append("\\u%04x".formatted((int) c));
      }
    }
  }

  private void append(String text) {
    budget.allocate(text.length());
    out.append(text);
  }
}
