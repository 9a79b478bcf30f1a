package dev.rolloutserver.template.builtins;

import dev.rolloutserver.python.CodePoints;
import dev.rolloutserver.python.PythonError;
import dev.rolloutserver.python.Repr;
import dev.rolloutserver.python.Splitting;
import dev.rolloutserver.python.Whitespace;
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

/** Python's {@code pprint.pformat}: dicts sorted, over several lines where one is too long. */
final class PrettyPrint {
  private static final int WIDTH = 80;
  private static final int ELEMENTS_PER_ENTRY = 3;
  private static final int STEPS_PER_ENTRY = 5;

  private final Evaluation evaluation;
  private final StringBuilder out = new StringBuilder();

  private PrettyPrint(Evaluation evaluation) {
    this.evaluation = evaluation;
  }

  static String format(@Nullable Object value, Evaluation evaluation) {
    PrettyPrint print = new PrettyPrint(evaluation);
    print.write(print.sorted(value), 0, 0, 1);
    return print.out.toString();
  }

  private void write(@Nullable Object value, int indent, int allowance, int level) {
    String line = Texts.repr(value, evaluation.budget());
    if (CodePoints.length(line) <= WIDTH - indent - allowance) {
      out.append(line);
      return;
    }
    evaluation.budget().enter();
    switch (value) {
      case Map<?, ?> map when !map.isEmpty() -> writeMap(map, indent, allowance, level);
      case List<?> list -> writeItems(list, "[", "]", indent, allowance, level);
      case Tuple tuple when !tuple.isGroup() -> {
        String end = tuple.items().size() == 1 ? ",)" : ")";
        writeItems(tuple.items(), "(", end, indent, allowance, level);
      }
      case String text -> writeText(text, indent, allowance, level);
      case null, default -> out.append(line);
    }
    evaluation.budget().leave();
  }

  private void writeItems(
      List<?> items, String begin, String end, int indent, int allowance, int level) {
    out.append(begin);
    for (int i = 0; i < items.size(); i++) {
      if (i > 0) {
        out.append(",\n").repeat(' ', indent + 1);
      }
      boolean last = i == items.size() - 1;
      write(items.get(i), indent + 1, last ? allowance + end.length() : 1, level + 1);
    }
    out.append(end);
  }

  private void writeMap(Map<?, ?> map, int indent, int allowance, int level) {
    out.append('{');
    int i = 0;
    for (Map.Entry<?, ?> entry : map.entrySet()) {
      if (i > 0) {
        out.append(",\n").repeat(' ', indent + 1);
      }
      i++;
      String key = Texts.repr(entry.getKey(), evaluation.budget());
      out.append(key).append(": ");
      int column = indent + 1 + CodePoints.length(key) + 2;
      write(entry.getValue(), column, i == map.size() ? allowance + 1 : 1, level + 1);
    }
    out.append('}');
  }

  /** A long text becomes several literals, cut after line ends and blanks. */
  private void writeText(String text, int indent, int allowance, int level) {
    int column = level == 1 ? indent + 1 : indent;
    int closing = level == 1 ? allowance + 1 : allowance;
    List<String> chunks = new ArrayList<>();
    evaluation.budget().rewrite(8L * text.length());
    List<String> lines = Splitting.splitLines(text, true);
    for (int i = 0; i < lines.size(); i++) {
      boolean last = i == lines.size() - 1;
      int width = WIDTH - column;
      String literal = Repr.of(lines.get(i));
      if (CodePoints.length(literal) <= (last ? width - closing : width)) {
        chunks.add(literal);
      } else {
        addParts(lines.get(i), width, last ? width - closing : width, chunks);
      }
    }
    if (chunks.size() == 1) {
      out.append(Repr.of(lines.getLast()));
      return;
    }
    out.append(level == 1 ? "(" : "");
    for (int i = 0; i < chunks.size(); i++) {
      if (i > 0) {
        out.append('\n').repeat(' ', column);
      }
      out.append(chunks.get(i));
    }
    out.append(level == 1 ? ")" : "");
  }

  private void addParts(String line, int width, int lastWidth, List<String> chunks) {
    List<String> parts = wordsWithBlanks(line);
    String current = "";
    for (int j = 0; j < parts.size(); j++) {
      String candidate = current + parts.get(j);
      evaluation.budget().allocate(candidate.length());
      evaluation.budget().rewrite(2L * candidate.length());
      int limit = j == parts.size() - 1 ? lastWidth : width;
      if (CodePoints.length(Repr.of(candidate)) > limit) {
        if (!current.isEmpty()) {
          chunks.add(Repr.of(current));
        }
        current = parts.get(j);
      } else {
        current = candidate;
      }
    }
    if (!current.isEmpty()) {
      chunks.add(Repr.of(current));
    }
  }

  private static List<String> wordsWithBlanks(String line) {
    List<String> parts = new ArrayList<>();
    int position = 0;
    while (position < line.length()) {
      int end = skip(line, skip(line, position, false), true);
      parts.add(line.substring(position, end));
      position = end;
    }
    return parts;
  }

  private static int skip(String line, int from, boolean blanks) {
    int end = from;
    while (end < line.length() && Whitespace.isSpace(line.codePointAt(end)) == blanks) {
      end = line.offsetByCodePoints(end, 1);
    }
    return end;
  }

  /** The value with every dict in it sorted by its keys. */
  private @Nullable Object sorted(@Nullable Object value) {
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
    evaluation.budget().allocateElements(items.size());
    List<@Nullable Object> all = new ArrayList<>(items.size());
    items.forEach(item -> all.add(sorted(item)));
    return all;
  }

  private Object sortedMap(Map<?, ?> map) {
    List<@Nullable Object> keys =
        Ordering.sorted(
            new ArrayList<>(map.keySet()),
            key -> key,
            (a, b) -> comesBefore(a, b),
            evaluation.budget());
    Dict sorted = new Dict();
    for (Object key : keys) {
      Object item = Lookup.find(map, key, evaluation.budget());
      evaluation.budget().allocateElements(ELEMENTS_PER_ENTRY);
      evaluation.budget().step(STEPS_PER_ENTRY);
      sorted.put(sorted(key), sorted(item), evaluation.budget());
    }
    return sorted;
  }

  /** Keys without an order stand in the order of their types' names. */
  private boolean comesBefore(@Nullable Object a, @Nullable Object b) {
    try {
      return Ordering.holds(Ordering.Operator.LT, a, b, evaluation.budget());
    } catch (PythonError e) {
      return Types.name(a).compareTo(Types.name(b)) < 0;
    }
  }
}
