package dev.rolloutserver.template.evaluation;

import dev.rolloutserver.template.builtins.Filter;
import dev.rolloutserver.template.values.Markup;
import org.jspecify.annotations.Nullable;

/** Applies a filter to a value. */
final class FilterNode extends ExpressionNode {
  private final ExpressionNode target;
  private final Filter filter;
  private final ArgumentNodes arguments;
  private final boolean foldable;

  FilterNode(ExpressionNode target, Filter filter, ArgumentNodes arguments, boolean foldable) {
    this.foldable = foldable;
    this.target = target;
    this.filter = filter;
    this.arguments = arguments;
  }

  @Override
  @Nullable Object evaluate(Frame frame) {
    if (!foldable) {
      ConstantFolding.requireRendering(frame);
    }
    Object value = target.evaluate(frame);
    return filter.apply(value, arguments.evaluate(frame), frame.evaluation());
  }

  /** Reads what the block around a filter has written: the target of a filter without one. */
  static final class Captured extends ExpressionNode {
    private final Escaping escaping;

    Captured(Escaping escaping) {
      this.escaping = escaping;
    }

    @Override
    Object evaluate(Frame frame) {
      String text = frame.out().captured();
      return escaping.isOn(frame) ? new Markup(text) : text;
    }
  }
}
