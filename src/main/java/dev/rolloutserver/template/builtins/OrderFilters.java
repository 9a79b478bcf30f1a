package dev.rolloutserver.template.builtins;

import static dev.rolloutserver.template.builtins.Filters.filter;

import dev.rolloutserver.python.CaseMapping;
import dev.rolloutserver.python.PythonError;
import dev.rolloutserver.template.values.Equality;
import dev.rolloutserver.template.values.Iteration;
import dev.rolloutserver.template.values.Markup;
import dev.rolloutserver.template.values.Ordering;
import dev.rolloutserver.template.values.Ordering.Operator;
import dev.rolloutserver.template.values.Tuple;
import dev.rolloutserver.template.values.Types;
import dev.rolloutserver.template.values.Undefined;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** Filters that compare items: they sort, group, or find the smallest. */
final class OrderFilters {
  private OrderFilters() {}

  static void addTo(Map<String, Filter> filters) {
    filters.put(
        "sort",
        filter(
            "sort",
            Parameters.named(0, "reverse", "case_sensitive", "attribute"),
            OrderFilters::sort));
    filters.put(
        "dictsort",
        filter(
            "dictsort",
            Parameters.named(0, "case_sensitive", "by", "reverse"),
            OrderFilters::dictsort));
    filters.put(
        "groupby",
        filter(
            "groupby",
            Parameters.named(1, "attribute", "default", "case_sensitive"),
            OrderFilters::groupby));
    Parameters extreme = Parameters.named(0, "case_sensitive", "attribute");
    filters.put("min", filter("min", extreme, (v, a, e) -> extreme(v, a, Operator.LT, e)));
    filters.put("max", filter("max", extreme, (v, a, e) -> extreme(v, a, Operator.GT, e)));
  }

  /** Text in lower case where case does not count; other values as they are. */
  static @Nullable Object folded(
      @Nullable Object value, boolean caseSensitive, Evaluation evaluation) {
    if (caseSensitive || value == null || !Types.isString(value)) {
      return value;
    }
    String text = Types.stringOf(value);
    evaluation.budget().allocate(text.length());
    evaluation.budget().rewrite(text.length());
    String lower = CaseMapping.lower(text);
    return value instanceof Markup ? new Markup(lower) : lower;
  }

  private static Object sort(
      @Nullable Object value, @Nullable Object[] arguments, Evaluation evaluation) {
    boolean caseSensitive = Passed.isTrue(arguments[1]);
    List<AttributePath> paths = AttributePath.several(Passed.or(arguments[2], null), evaluation);
    UnaryOperator<@Nullable Object> key =
        item -> {
          List<@Nullable Object> keys = new ArrayList<>(paths.size());
          for (AttributePath path : paths) {
            keys.add(folded(path.of(item), caseSensitive, evaluation));
          }
          return keys;
        };
    List<@Nullable Object> items = Iteration.list(value, evaluation.budget());
    return Ordering.sorted(items, key, Passed.integer(arguments[0], 0) != 0, evaluation.budget());
  }

  private static Object dictsort(
      @Nullable Object value, @Nullable Object[] arguments, Evaluation evaluation) {
    boolean caseSensitive = Passed.isTrue(arguments[0]);
    String by = Passed.or(arguments[1], "key") instanceof String text ? text : "";
    if (!by.equals("key") && !by.equals("value")) {
      throw PythonError.typeError("You can only sort by either \"key\" or \"value\"");
    }
    Undefined.refuse(value);
    if (!(value instanceof Map<?, ?> map)) {
      throw PythonError.attributeError(
          "'" + Types.name(value) + "' object has no attribute 'items'");
    }
    int position = by.equals("key") ? 0 : 1;
    evaluation.budget().allocateElements(map.size());
    List<Tuple> pairs = new ArrayList<>(map.size());
    map.forEach((key, item) -> pairs.add(Tuple.of(key, item)));
    return Ordering.sorted(
        pairs,
        pair ->
            folded(
                pair instanceof Tuple tuple ? tuple.items().get(position) : null,
                caseSensitive,
                evaluation),
        Passed.integer(arguments[2], 0) != 0,
        evaluation.budget());
  }

  private static Object groupby(
      @Nullable Object value, @Nullable Object[] arguments, Evaluation evaluation) {
    boolean caseSensitive = Passed.isTrue(arguments[2]);
    AttributePath path = AttributePath.of(arguments[0], Passed.or(arguments[1], null), evaluation);
    UnaryOperator<@Nullable Object> key = item -> folded(path.of(item), caseSensitive, evaluation);
    List<@Nullable Object> sorted =
        Ordering.sorted(
            Iteration.list(value, evaluation.budget()), key, false, evaluation.budget());
    List<Tuple> groups = new ArrayList<>();
    List<@Nullable Object> members = new ArrayList<>();
    Object groupKey = null;
    for (Object item : sorted) {
      Object itemKey = key.apply(item);
      if (!members.isEmpty() && !same(groupKey, itemKey, evaluation)) {
        groups.add(group(groupKey, members, path, caseSensitive));
        members = new ArrayList<>();
      }
      if (members.isEmpty()) {
        groupKey = itemKey;
      }
      members.add(item);
    }
    if (!members.isEmpty()) {
      groups.add(group(groupKey, members, path, caseSensitive));
    }
    return groups;
  }

  private static boolean same(@Nullable Object a, @Nullable Object b, Evaluation evaluation) {
    return Equality.identical(a, b) || Equality.equal(a, b, evaluation.budget());
  }

  private static Tuple group(
      @Nullable Object key,
      List<@Nullable Object> members,
      AttributePath path,
      boolean caseSensitive) {
    return Tuple.group(caseSensitive ? key : path.of(members.getFirst()), members);
  }

  private static @Nullable Object extreme(
      @Nullable Object value,
      @Nullable Object[] arguments,
      Operator better,
      Evaluation evaluation) {
    Iterator<@Nullable Object> items = Iteration.over(value);
    if (!items.hasNext()) {
      return Undefined.because("No aggregated item, sequence was empty.");
    }
    boolean caseSensitive = Passed.isTrue(arguments[0]);
    AttributePath path = AttributePath.of(Passed.or(arguments[1], null), evaluation);
    Object best = items.next();
    Object bestKey = folded(path.of(best), caseSensitive, evaluation);
    while (items.hasNext()) {
      evaluation.budget().step(1);
      Object item = items.next();
      Object key = folded(path.of(item), caseSensitive, evaluation);
      if (Ordering.holds(better, key, bestKey, evaluation.budget())) {
        best = item;
        bestKey = key;
      }
    }
    return best;
  }
}
