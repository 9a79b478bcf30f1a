package dev.rolloutserver.template.builtins;

import dev.rolloutserver.template.values.Arguments;
import org.jspecify.annotations.Nullable;

/** A test, as after {@code is}. */
@FunctionalInterface
public interface TemplateTest {
  /** Whether it holds for the value. */
  boolean holds(@Nullable Object value, Arguments arguments, Evaluation evaluation);
}
