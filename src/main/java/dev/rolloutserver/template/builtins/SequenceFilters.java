package dev.rolloutserver.template.builtins;

import static dev.rolloutserver.template.builtins.Filters.filter;

import dev.rolloutserver.python.PythonError;
import dev.rolloutserver.template.values.Arithmetic;
import dev.rolloutserver.template.values.Bytes;
import dev.rolloutserver.template.values.Iteration;
import dev.rolloutserver.template.values.Markup;
import dev.rolloutserver.template.values.PythonRange;
import dev.rolloutserver.template.values.Truth;
import dev.rolloutserver.template.values.Tuple;
import dev.rolloutserver.template.values.Types;
import dev.rolloutserver.template.values.Undefined;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/** Filters that take one thing out of a value, or measure it. */
final class SequenceFilters {
  private SequenceFilters() {}

  static void addTo(Map<String, Filter> filters) {
    Filter length = filter("length", Parameters.NONE, (value, _, _) -> Iteration.length(value));
    filters.put("length", length);
    filters.put("count", length);
    Filter otherwise =
        filter("default", Parameters.named(0, "default_value", "boolean"), SequenceFilters::orElse);
    filters.put("default", otherwise);
    filters.put("d", otherwise);
    filters.put("first", filter("first", Parameters.NONE, (value, _, _) -> first(value)));
    filters.put("last", filter("last", Parameters.NONE, (value, _, e) -> last(value, e)));
    filters.put("random", filter("random", Parameters.NONE, (value, _, e) -> random(value, e)));
    filters.put(
        "list",
        filter("list", Parameters.NONE, (value, _, e) -> Iteration.list(value, e.budget())));
    filters.put("attr", filter("attr", Parameters.named(1, "name"), SequenceFilters::attribute));
    filters.put(
        "sum", filter("sum", Parameters.named(0, "attribute", "start"), SequenceFilters::sum));
  }

  private static @Nullable Object orElse(
      @Nullable Object value, @Nullable Object[] arguments, Evaluation evaluation) {
    boolean replaced =
        value instanceof Undefined || (Passed.isTrue(arguments[1]) && !Truth.of(value));
    return replaced ? Passed.or(arguments[0], "") : value;
  }

  private static @Nullable Object first(@Nullable Object value) {
    Iterator<@Nullable Object> items = Iteration.over(value);
    return items.hasNext() ? items.next() : Undefined.because("No first item, sequence was empty.");
  }

  private static @Nullable Object last(@Nullable Object value, Evaluation evaluation) {
    Iterator<@Nullable Object> reversed = Reversal.of(value, evaluation);
    return reversed.hasNext()
        ? reversed.next()
        : Undefined.because("No last item, sequence was empty.");
  }

  private static @Nullable Object random(@Nullable Object value, Evaluation evaluation) {
    long length = Iteration.length(value);
    if (length == 0) {
      return Undefined.because("No random item, sequence was empty.");
    }
    boolean indexed =
        value instanceof List<?>
            || value instanceof Tuple
            || value instanceof PythonRange
            || value instanceof Bytes
            || Types.isString(value);
    long index = ThreadLocalRandom.current().nextLong(length);
    if (!indexed) {
      throw PythonError.typeError("'" + Types.name(value) + "' object is not subscriptable");
    }
    return Attributes.item(value, index, evaluation);
  }

  private static @Nullable Object attribute(
      @Nullable Object value, @Nullable Object[] arguments, Evaluation evaluation) {
    if (arguments[0] == null || !Types.isString(arguments[0])) {
      throw PythonError.typeError(
          "attribute name must be string, not '" + Types.name(arguments[0]) + "'");
    }
    String name = Types.stringOf(arguments[0]);
    return Attributes.has(value, name, evaluation)
        ? Attributes.attribute(value, name, evaluation)
        : Undefined.element(value, name);
  }

  private static @Nullable Object sum(
      @Nullable Object value, @Nullable Object[] arguments, Evaluation evaluation) {
    AttributePath path =
        Passed.isNone(arguments[0]) ? null : AttributePath.of(arguments[0], evaluation);
    Object total = Passed.or(arguments[1], 0L);
    if (total instanceof String || total instanceof Markup) {
      throw PythonError.typeError("sum() can't sum strings [use ''.join(seq) instead]");
    }
    Iterator<@Nullable Object> items = Iteration.over(value);
    while (items.hasNext()) {
      evaluation.budget().step(1);
      Object item = items.next();
      total = Arithmetic.add(total, path == null ? item : path.of(item), evaluation.budget());
    }
    return total;
  }
}
