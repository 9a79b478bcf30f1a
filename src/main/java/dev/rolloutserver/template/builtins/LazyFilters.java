package dev.rolloutserver.template.builtins;

import static dev.rolloutserver.template.builtins.Filters.filter;

import dev.rolloutserver.python.PythonError;
import dev.rolloutserver.template.values.Arguments;
import dev.rolloutserver.template.values.Budget;
import dev.rolloutserver.template.values.DictView;
import dev.rolloutserver.template.values.Generator;
import dev.rolloutserver.template.values.HashKey;
import dev.rolloutserver.template.values.Iteration;
import dev.rolloutserver.template.values.KeptElements;
import dev.rolloutserver.template.values.Texts;
import dev.rolloutserver.template.values.Truth;
import dev.rolloutserver.template.values.Types;
import dev.rolloutserver.template.values.Undefined;
import java.util.Collections;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** Filters that give a generator: nothing happens, errors included, before it is read. */
final class LazyFilters {
  private LazyFilters() {}

  static void addTo(Map<String, Filter> filters) {
    filters.put("map", LazyFilters::map);
    filters.put("select", (v, a, e) -> select(v, a, e, false, true));
    filters.put("reject", (v, a, e) -> select(v, a, e, false, false));
    filters.put("selectattr", (v, a, e) -> select(v, a, e, true, true));
    filters.put("rejectattr", (v, a, e) -> select(v, a, e, true, false));
    filters.put("items", filter("items", Parameters.NONE, (value, _, e) -> items(value, e)));
    filters.put(
        "unique",
        filter("unique", Parameters.named(0, "case_sensitive", "attribute"), LazyFilters::unique));
    filters.put("reverse", filter("reverse", Parameters.NONE, (value, _, e) -> reverse(value, e)));
    filters.put(
        "batch",
        filter("batch", Parameters.named(1, "linecount", "fill_with"), LazyFilters::batch));
    filters.put(
        "slice", filter("slice", Parameters.named(1, "slices", "fill_with"), LazyFilters::slice));
  }

  private static Object map(@Nullable Object value, Arguments arguments, Evaluation evaluation) {
    return Generator.of(
        "sync_do_map",
        evaluation.budget(),
        () -> {
          if (!Truth.of(value)) {
            return Collections.emptyIterator();
          }
          UnaryOperator<@Nullable Object> mapping = mapping(arguments, evaluation);
          return mapped(Iteration.over(value), mapping, evaluation.budget());
        });
  }

  private static UnaryOperator<@Nullable Object> mapping(
      Arguments arguments, Evaluation evaluation) {
    if (arguments.count() == 0 && arguments.named().containsKey("attribute")) {
      Map<String, @Nullable Object> named = new LinkedHashMap<>(arguments.named());
      Object attribute = named.remove("attribute");
      Object otherwise = named.remove("default");
      if (!named.isEmpty()) {
        String surplus = named.keySet().iterator().next();
        throw PythonError.typeError("Unexpected keyword argument " + Texts.quoted(surplus));
      }
      AttributePath path = AttributePath.of(attribute, otherwise, evaluation);
      return path::of;
    }
    if (arguments.count() == 0) {
      throw PythonError.typeError("map requires a filter argument");
    }
    Object name = arguments.positional().get(0);
    Filter filter =
        name != null && Types.isString(name) ? Filters.find(Types.stringOf(name)) : null;
    Arguments rest = arguments.without(1);
    return item -> {
      if (filter == null) {
        throw noSuch("filter", name, evaluation);
      }
      return filter.apply(item, rest, evaluation);
    };
  }

  private static PythonError noSuch(String kind, @Nullable Object name, Evaluation evaluation) {
    HashKey.of(name, evaluation.budget());
    String hint =
        name instanceof Undefined undefined
            ? " (" + undefined.error().text() + "; did you forget to quote the callable name?)"
            : "";
    return PythonError.templateRuntimeError(
        "No " + kind + " named " + Texts.repr(name, evaluation.budget()) + "." + hint);
  }

  private static Object select(
      @Nullable Object value,
      Arguments arguments,
      Evaluation evaluation,
      boolean byAttribute,
      boolean keeps) {
    return Generator.of(
        "select_or_reject",
        evaluation.budget(),
        () -> {
          if (!Truth.of(value)) {
            return Collections.emptyIterator();
          }
          Predicate<@Nullable Object> condition = condition(arguments, evaluation, byAttribute);
          return new KeptElements(
              Iteration.over(value), item -> condition.test(item) == keeps, evaluation.budget());
        });
  }

  private static Predicate<@Nullable Object> condition(
      Arguments arguments, Evaluation evaluation, boolean byAttribute) {
    UnaryOperator<@Nullable Object> operand = item -> item;
    int used = 0;
    if (byAttribute) {
      if (arguments.count() == 0) {
        throw PythonError.typeError("Missing parameter for attribute name");
      }
      AttributePath path = AttributePath.of(arguments.positional().get(0), evaluation);
      operand = path::of;
      used = 1;
    }
    UnaryOperator<@Nullable Object> of = operand;
    if (arguments.count() == used) {
      return item -> Truth.of(of.apply(item));
    }
    Object name = arguments.positional().get(used);
    TemplateTest test =
        name != null && Types.isString(name) ? Tests.find(Types.stringOf(name)) : null;
    Arguments rest = arguments.without(used + 1);
    return item -> {
      Object tested = of.apply(item);
      if (test == null) {
        throw noSuch("test", name, evaluation);
      }
      return test.holds(tested, rest, evaluation);
    };
  }

  private static Object items(@Nullable Object value, Evaluation evaluation) {
    return Generator.of(
        "do_items",
        evaluation.budget(),
        () -> {
          if (value instanceof Undefined) {
            return Collections.emptyIterator();
          }
          if (!(value instanceof Map<?, ?> map)) {
            throw PythonError.typeError("Can only get item pairs from a mapping.");
          }
          return DictView.items(map);
        });
  }

  private static Object unique(
      @Nullable Object value, @Nullable Object[] arguments, Evaluation evaluation) {
    return Generator.of(
        "sync_do_unique",
        evaluation.budget(),
        () -> {
          boolean caseSensitive = Passed.isTrue(arguments[0]);
          AttributePath path = AttributePath.of(Passed.or(arguments[1], null), evaluation);
          Set<Object> seen = new HashSet<>();
          return new KeptElements(
              Iteration.over(value),
              item -> {
                Object key = OrderFilters.folded(path.of(item), caseSensitive, evaluation);
                return seen.add(HashKey.of(key, evaluation.budget()));
              },
              evaluation.budget());
        });
  }

  private static Object reverse(@Nullable Object value, Evaluation evaluation) {
    if (value != null && Types.isString(value)) {
      return Reversal.text(value, evaluation);
    }
    if (Reversal.isReversible(value)) {
      Iterator<@Nullable Object> reversed = Reversal.of(value, evaluation);
      return Generator.iterator(Reversal.iteratorType(value), evaluation.budget(), () -> reversed);
    }
    if (!Iteration.isIterable(value)) {
      throw PythonError.typeError("argument must be iterable");
    }
    return Iteration.list(value, evaluation.budget()).reversed();
  }

  private static Object batch(
      @Nullable Object value, @Nullable Object[] arguments, Evaluation evaluation) {
    return Generator.of(
        "do_batch",
        evaluation.budget(),
        () -> Batches.batches(value, arguments[0], Passed.or(arguments[1], null), evaluation));
  }

  private static Object slice(
      @Nullable Object value, @Nullable Object[] arguments, Evaluation evaluation) {
    return Generator.of(
        "sync_do_slice",
        evaluation.budget(),
        () -> Batches.slices(value, arguments[0], Passed.or(arguments[1], null), evaluation));
  }

  private static Iterator<@Nullable Object> mapped(
      Iterator<@Nullable Object> items, UnaryOperator<@Nullable Object> mapping, Budget budget) {
    return new Iterator<>() {
      @Override
      public boolean hasNext() {
        return items.hasNext();
      }

      @Override
      public @Nullable Object next() {
        budget.step(1);
        return mapping.apply(items.next());
      }
    };
  }
}
