package dev.rolloutserver.template.builtins;

import dev.rolloutserver.template.values.Arguments;
import org.jspecify.annotations.Nullable;

/** A method of a type of values. */
@FunctionalInterface
public interface Method {
  /** Calls it on a value of its type. */
  @Nullable Object call(@Nullable Object self, Arguments arguments, Evaluation evaluation);
}
