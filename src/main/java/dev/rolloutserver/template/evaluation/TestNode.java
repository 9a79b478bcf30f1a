package dev.rolloutserver.template.evaluation;

import dev.rolloutserver.template.builtins.TemplateTest;

/** Asks a test about a value. */
final class TestNode extends ExpressionNode {
  private final ExpressionNode target;
  private final TemplateTest test;
  private final ArgumentNodes arguments;

  TestNode(ExpressionNode target, TemplateTest test, ArgumentNodes arguments) {
    this.target = target;
    this.test = test;
    this.arguments = arguments;
  }

  @Override
  Object evaluate(Frame frame) {
    return isTrue(frame);
  }

  @Override
  boolean isTrue(Frame frame) {
    Object value = target.evaluate(frame);
    return test.holds(value, arguments.evaluate(frame), frame.evaluation());
  }
}
