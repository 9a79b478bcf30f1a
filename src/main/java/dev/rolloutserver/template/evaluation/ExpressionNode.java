package dev.rolloutserver.template.evaluation;

import dev.rolloutserver.template.values.Truth;
import org.jspecify.annotations.Nullable;

/** An expression that is ready to be evaluated. */
abstract class ExpressionNode {
  abstract @Nullable Object evaluate(Frame frame);

  /** Prints the value. */
  void print(Frame frame, Escaping escaping) {
    escaping.print(evaluate(frame), frame);
  }

  /** Whether the value counts as true. */
  boolean isTrue(Frame frame) {
    return Truth.of(evaluate(frame));
  }
}
