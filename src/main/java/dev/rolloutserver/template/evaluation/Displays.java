package dev.rolloutserver.template.evaluation;

import dev.rolloutserver.template.values.Dict;
import dev.rolloutserver.template.values.SliceValue;
import dev.rolloutserver.template.values.Tuple;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Literals and displays: what makes a value out of nothing but its parts. */
final class Displays {
  private Displays() {}

  static final class Constant extends ExpressionNode {
    private final @Nullable Object value;

    Constant(@Nullable Object value) {
      this.value = value;
    }

    @Override
    @Nullable Object evaluate(Frame frame) {
      return value;
    }
  }

  /** What a constant prints, escaped already where it has to be. */
  static final class FixedText extends ExpressionNode {
    private final String text;

    FixedText(String text) {
      this.text = text;
    }

    String text() {
      return text;
    }

    @Override
    Object evaluate(Frame frame) {
      return text;
    }
  }

  static final class TupleDisplay extends ExpressionNode {
    private final List<ExpressionNode> items;

    TupleDisplay(List<ExpressionNode> items) {
      this.items = items;
    }

    @Override
    Object evaluate(Frame frame) {
      return Tuple.of(evaluateAll(items, frame));
    }
  }

  static final class ListDisplay extends ExpressionNode {
    private final List<ExpressionNode> items;

    ListDisplay(List<ExpressionNode> items) {
      this.items = items;
    }

    @Override
    Object evaluate(Frame frame) {
      return evaluateAll(items, frame);
    }
  }

  static final class DictDisplay extends ExpressionNode {
    private final List<ExpressionNode> keys;
    private final List<ExpressionNode> values;

    DictDisplay(List<ExpressionNode> keys, List<ExpressionNode> values) {
      this.keys = keys;
      this.values = values;
    }

    @Override
    Object evaluate(Frame frame) {
      frame.budget().allocateElements(keys.size());
      Dict dict = new Dict();
      for (int i = 0; i < keys.size(); i++) {
        Object key = keys.get(i).evaluate(frame);
        dict.put(key, values.get(i).evaluate(frame), frame.budget());
      }
      return dict;
    }
  }

  static final class SliceDisplay extends ExpressionNode {
    private final ExpressionNode start;
    private final ExpressionNode stop;
    private final ExpressionNode step;

    SliceDisplay(ExpressionNode start, ExpressionNode stop, ExpressionNode step) {
      this.start = start;
      this.stop = stop;
      this.step = step;
    }

    @Override
    Object evaluate(Frame frame) {
      return new SliceValue(start.evaluate(frame), stop.evaluate(frame), step.evaluate(frame));
    }
  }

  static List<@Nullable Object> evaluateAll(List<ExpressionNode> nodes, Frame frame) {
    frame.budget().allocateElements(nodes.size());
    List<@Nullable Object> values = new ArrayList<>(nodes.size());
    for (ExpressionNode node : nodes) {
      values.add(node.evaluate(frame));
    }
    return values;
  }
}
