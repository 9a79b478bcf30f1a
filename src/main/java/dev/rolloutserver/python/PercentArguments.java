package dev.rolloutserver.python;

import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** What stands to the right of {@code %}, sorted as Python sorts it. */
public sealed interface PercentArguments {
  /** A tuple: one value after the other. */
  record Several(List<@Nullable Object> values) implements PercentArguments {}

  /** Any other value that cannot be subscripted, and a str. */
  record Single(@Nullable Object value) implements PercentArguments {}

  /**
   * A value that can be subscripted and is neither a tuple nor a str; lists are among them. It need
   * not be used up.
   *
   * @param lookup {@code value[name]}; throws the KeyError or TypeError that it raises
   */
  record Subscriptable(@Nullable Object value, Function<String, @Nullable Object> lookup)
      implements PercentArguments {}
}
