package dev.rolloutserver.template.builtins;

import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** All filters of Jinja2, by name, with {@code tojson} as transformers replaces it. */
public final class Filters {
  private static final Map<String, Filter> FILTERS = all();

  private Filters() {}

  /** The filter of this name, or null. */
  public static @Nullable Filter find(String name) {
    return FILTERS.get(name);
  }

  private static Map<String, Filter> all() {
    Map<String, Filter> filters = new HashMap<>();
    TextFilters.addTo(filters);
    HtmlFilters.addTo(filters);
    NumberFilters.addTo(filters);
    SequenceFilters.addTo(filters);
    OrderFilters.addTo(filters);
    LazyFilters.addTo(filters);
    filters.replaceAll((_, filter) -> charged(filter));
    return Map.copyOf(filters);
  }

  private static Filter charged(Filter filter) {
    return (value, arguments, evaluation) -> {
      evaluation.read(value, arguments);
      return filter.apply(value, arguments, evaluation);
    };
  }

  /** A filter's body with its arguments sorted. */
  @FunctionalInterface
  interface Body {
    @Nullable Object run(
        @Nullable Object value, @Nullable Object[] arguments, Evaluation evaluation);
  }

  /** A filter with named parameters. */
  static Filter filter(String name, Parameters parameters, Body body) {
    return (value, arguments, evaluation) ->
        body.run(value, parameters.bind(name, arguments), evaluation);
  }
}
