package dev.rolloutserver.template.evaluation;

import dev.rolloutserver.template.syntax.Expression.Operator;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A chain of {@code +} from left to right. Templates print messages with it: plain texts are joined
 * once, and not at all where they are printed.
 */
final class Sum extends ExpressionNode {
  private final List<ExpressionNode> operands;

  private Sum(List<ExpressionNode> operands) {
    this.operands = operands;
  }

  /** {@code left + right}, where the left side may be a chain already. */
  static Sum of(ExpressionNode left, ExpressionNode right) {
    List<ExpressionNode> operands = new ArrayList<>();
    if (left instanceof Sum chain) {
      operands.addAll(chain.operands);
    } else {
      operands.add(left);
    }
    operands.add(right);
    return new Sum(List.copyOf(operands));
  }

  @Override
  @Nullable Object evaluate(Frame frame) {
    List<String> texts = new ArrayList<>();
    Object sum = sumUnlessTexts(frame, texts);
    return sum == null ? joined(texts, frame) : sum;
  }

  @Override
  void print(Frame frame, Escaping escaping) {
    List<String> texts = new ArrayList<>();
    Object sum = sumUnlessTexts(frame, texts);
    if (sum != null) {
      escaping.print(sum, frame);
    } else {
      texts.forEach(text -> escaping.print(text, frame));
    }
  }

  /** The sum, which is never None; or null, and the operands in the list, if all are texts. */
  private @Nullable Object sumUnlessTexts(Frame frame, List<String> texts) {
    for (int i = 0; i < operands.size(); i++) {
      Object value = operands.get(i).evaluate(frame);
      if (!(value instanceof String text)) {
        Object sum = texts.isEmpty() ? value : add(joined(texts, frame), value, frame);
        return sum(sum, i + 1, frame);
      }
      texts.add(text);
    }
    return null;
  }

  private @Nullable Object sum(@Nullable Object begun, int next, Frame frame) {
    Object sum = begun;
    for (ExpressionNode operand : operands.subList(next, operands.size())) {
      sum = add(sum, operand.evaluate(frame), frame);
    }
    return sum;
  }

  private static @Nullable Object add(@Nullable Object a, @Nullable Object b, Frame frame) {
    return Calculation.Binary.apply(Operator.ADD, a, b, frame);
  }

  private static String joined(List<String> texts, Frame frame) {
    if (texts.size() == 1) {
      return texts.getFirst();
    }
    long length = 0;
    for (String text : texts) {
      length += text.length();
    }
    frame.budget().allocate(length);
    return String.join("", texts);
  }
}
