package dev.rolloutserver.template.builtins;

import dev.rolloutserver.template.values.Dict;
import dev.rolloutserver.template.values.Lookup;
import dev.rolloutserver.template.values.Ordering;
import dev.rolloutserver.template.values.Texts;
import dev.rolloutserver.template.values.Tuple;
import dev.rolloutserver.template.values.Types;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Python's {@code pprint.pformat} for lists, tuples and dicts: over lines where one is too long.
 */
final class PrettyPrint {
  private static final int WIDTH = 80;

  private final Evaluation evaluation;
  private final StringBuilder out = new StringBuilder();

  private PrettyPrint(Evaluation evaluation) {
    this.evaluation = evaluation;
  }

  static String format(@Nullable Object value, Evaluation evaluation) {
    PrettyPrint print = new PrettyPrint(evaluation);
    print.write(value, 0, 0);
    return print.out.toString();
  }

  private void write(@Nullable Object value, int indent, int allowance) {
    Object sorted = sortedKeys(value);
    String line = Texts.repr(sorted, evaluation.budget());
    if (line.codePointCount(0, line.length()) <= WIDTH - indent - allowance) {
      out.append(line);
      return;
    }
    evaluation.budget().enter();
    switch (sorted) {
      case Map<?, ?> map when !map.isEmpty() -> writeMap(map, indent, allowance);
      case List<?> list when !list.isEmpty() -> writeItems(list, "[", "]", indent, allowance);
      case Tuple tuple when !tuple.items().isEmpty() -> {
        String end = tuple.items().size() == 1 ? ",)" : ")";
        writeItems(tuple.items(), "(", end, indent, allowance);
      }
      case null, default -> out.append(line);
    }
    evaluation.budget().leave();
  }

  private void writeItems(List<?> items, String begin, String end, int indent, int allowance) {
    out.append(begin);
    for (int i = 0; i < items.size(); i++) {
      if (i > 0) {
        out.append(",\n").repeat(' ', indent + 1);
      }
      boolean last = i == items.size() - 1;
      write(items.get(i), indent + 1, last ? allowance + end.length() : 1);
    }
    out.append(end);
  }

  private void writeMap(Map<?, ?> map, int indent, int allowance) {
    out.append('{');
    int i = 0;
    for (Map.Entry<?, ?> entry : map.entrySet()) {
      if (i > 0) {
        out.append(",\n").repeat(' ', indent + 1);
      }
      i++;
      String key = Texts.repr(entry.getKey(), evaluation.budget());
      out.append(key).append(": ");
      int column = indent + 1 + key.codePointCount(0, key.length()) + 2;
      write(entry.getValue(), column, i == map.size() ? allowance + 1 : 1);
    }
    out.append('}');
  }

  /** Dicts are printed in the order of their keys, where the keys have one. */
  private @Nullable Object sortedKeys(@Nullable Object value) {
    evaluation.budget().enter();
    Object sorted =
        switch (value) {
          case Map<?, ?> map -> sortedMap(map);
          case List<?> list -> sortedAll(list);
          case Tuple tuple -> tuple.isGroup() ? tuple : Tuple.of(sortedAll(tuple.items()));
          case null, default -> value;
        };
    evaluation.budget().leave();
    return sorted;
  }

  private List<@Nullable Object> sortedAll(List<?> items) {
    evaluation.budget().allocate(items.size());
    List<@Nullable Object> all = new ArrayList<>(items.size());
    items.forEach(item -> all.add(sortedKeys(item)));
    return all;
  }

  private Object sortedMap(Map<?, ?> map) {
    List<@Nullable Object> keys = new ArrayList<>(map.keySet());
    boolean comparable =
        keys.stream().allMatch(key -> key instanceof String)
            || keys.stream().allMatch(Types::isNumber);
    if (comparable) {
      keys = Ordering.sorted(keys, key -> key, false, evaluation.budget());
    }
    Dict sorted = new Dict();
    for (Object key : keys) {
      Object item = Lookup.find(map, key, evaluation.budget());
      sorted.put(key, sortedKeys(item), evaluation.budget());
    }
    return sorted;
  }
}
