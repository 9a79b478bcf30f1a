package dev.rolloutserver.template.values;

import dev.rolloutserver.python.PythonError;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What a call passes: values by position and by name. */
public final class Arguments {
  /** No arguments. */
  public static final Arguments NONE = new Arguments(List.of(), Map.of());

  private final List<?> positional;
  private final Map<String, ?> named;

  /** These arguments; the collections must not change any more. */
  public Arguments(List<?> positional, Map<String, ?> named) {
    this.positional = positional;
    this.named = named;
  }

  /** Arguments by position only. */
  public static Arguments of(@Nullable Object... positional) {
    return new Arguments(Arrays.asList(positional), Map.of());
  }

  /** Values by position. */
  public List<?> positional() {
    return positional;
  }

  /** Values by name. */
  public Map<String, ?> named() {
    return named;
  }

  /** How many there are by position. */
  public int count() {
    return positional.size();
  }

  /** Whether nothing is passed. */
  public boolean isEmpty() {
    return positional.isEmpty() && named.isEmpty();
  }

  /** The same with a named value more. */
  public Arguments with(String name, @Nullable Object value) {
    Map<String, @Nullable Object> all = new LinkedHashMap<>(named);
    all.put(name, value);
    return new Arguments(positional, all);
  }

  /** The same without the first values by position. */
  public Arguments without(int first) {
    return new Arguments(positional.subList(first, positional.size()), named);
  }

  /** Refuses named arguments. */
  public void onlyPositional(String function) {
    if (!named.isEmpty()) {
      throw PythonError.typeError(function + "() takes no keyword arguments");
    }
  }
}
