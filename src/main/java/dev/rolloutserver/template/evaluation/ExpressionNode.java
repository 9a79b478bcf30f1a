package dev.rolloutserver.template.evaluation;

import dev.rolloutserver.template.values.Truth;
import org.jspecify.annotations.Nullable;

/** An expression that is ready to be evaluated. */
abstract class ExpressionNode {
  abstract @Nullable Object evaluate(Frame frame);

  /** Whether the value counts as true. */
  boolean isTrue(Frame frame) {
    return Truth.of(evaluate(frame));
  }
}
