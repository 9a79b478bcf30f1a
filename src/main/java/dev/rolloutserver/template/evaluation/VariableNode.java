package dev.rolloutserver.template.evaluation;

import dev.rolloutserver.template.values.Missing;
import dev.rolloutserver.template.values.Undefined;
import org.jspecify.annotations.Nullable;

/** Reads a variable; one without a value is undefined, except for parameters. */
final class VariableNode extends ExpressionNode {
  private final String name;
  private final int hops;
  private final int slot;
  private final boolean parameter;

  VariableNode(String name, int hops, int slot, boolean parameter) {
    this.name = name;
    this.hops = hops;
    this.slot = slot;
    this.parameter = parameter;
  }

  @Override
  @Nullable Object evaluate(Frame frame) {
    ConstantFolding.requireRendering(frame);
    Object value = frame.read(hops, slot);
    return value == Missing.MISSING && !parameter ? Undefined.variable(name) : value;
  }
}
