package dev.rolloutserver.template.builtins;

import dev.rolloutserver.template.values.Arguments;
import org.jspecify.annotations.Nullable;

/** A filter. */
@FunctionalInterface
public interface Filter {
  /** What it makes of the value. */
  @Nullable Object apply(@Nullable Object value, Arguments arguments, Evaluation evaluation);
}
