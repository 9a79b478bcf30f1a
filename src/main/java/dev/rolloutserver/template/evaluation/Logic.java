package dev.rolloutserver.template.evaluation;

import dev.rolloutserver.template.syntax.Expression.Comparison;
import dev.rolloutserver.template.values.Equality;
import dev.rolloutserver.template.values.Iteration;
import dev.rolloutserver.template.values.Ordering;
import dev.rolloutserver.template.values.Truth;
import dev.rolloutserver.template.values.Undefined;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Operators that decide: and, or, not, comparisons, the conditional expression. */
final class Logic {
  private Logic() {}

  static final class And extends ExpressionNode {
    private final ExpressionNode left;
    private final ExpressionNode right;

    And(ExpressionNode left, ExpressionNode right) {
      this.left = left;
      this.right = right;
    }

    @Override
    @Nullable Object evaluate(Frame frame) {
      Object value = left.evaluate(frame);
      return Truth.of(value) ? right.evaluate(frame) : value;
    }

    @Override
    boolean isTrue(Frame frame) {
      return left.isTrue(frame) && right.isTrue(frame);
    }
  }

  static final class Or extends ExpressionNode {
    private final ExpressionNode left;
    private final ExpressionNode right;

    Or(ExpressionNode left, ExpressionNode right) {
      this.left = left;
      this.right = right;
    }

    @Override
    @Nullable Object evaluate(Frame frame) {
      Object value = left.evaluate(frame);
      return Truth.of(value) ? value : right.evaluate(frame);
    }

    @Override
    boolean isTrue(Frame frame) {
      return left.isTrue(frame) || right.isTrue(frame);
    }
  }

  static final class Not extends ExpressionNode {
    private final ExpressionNode operand;

    Not(ExpressionNode operand) {
      this.operand = operand;
    }

    @Override
    Object evaluate(Frame frame) {
      return !operand.isTrue(frame);
    }

    @Override
    boolean isTrue(Frame frame) {
      return !operand.isTrue(frame);
    }
  }

  static final class Conditional extends ExpressionNode {
    private final ExpressionNode test;
    private final ExpressionNode ifTrue;
    private final @Nullable ExpressionNode ifFalse;
    private final int line;

    Conditional(
        ExpressionNode test, ExpressionNode ifTrue, @Nullable ExpressionNode ifFalse, int line) {
      this.test = test;
      this.ifTrue = ifTrue;
      this.ifFalse = ifFalse;
      this.line = line;
    }

    @Override
    @Nullable Object evaluate(Frame frame) {
      if (test.isTrue(frame)) {
        return ifTrue.evaluate(frame);
      }
      if (ifFalse == null) {
        ConstantFolding.requireRendering(frame);
      }
      return ifFalse == null
          ? Undefined.because(
              "the inline if-expression on line "
                  + line
                  + " evaluated to false and no else section was defined.")
          : ifFalse.evaluate(frame);
    }
  }

  /** A chain of comparisons: each operand is evaluated once, and only while the chain holds. */
  static final class Compare extends ExpressionNode {
    private final ExpressionNode first;
    private final List<Comparison> comparisons;
    private final List<ExpressionNode> operands;

    Compare(ExpressionNode first, List<Comparison> comparisons, List<ExpressionNode> operands) {
      this.first = first;
      this.comparisons = comparisons;
      this.operands = operands;
    }

    @Override
    Object evaluate(Frame frame) {
      return isTrue(frame);
    }

    @Override
    boolean isTrue(Frame frame) {
      Object left = first.evaluate(frame);
      for (int i = 0; i < operands.size(); i++) {
        Object right = operands.get(i).evaluate(frame);
        if (!holds(comparisons.get(i), left, right, frame)) {
          return false;
        }
        left = right;
      }
      return true;
    }

    private static boolean holds(
        Comparison comparison, @Nullable Object left, @Nullable Object right, Frame frame) {
      return switch (comparison) {
        case EQ -> Equality.equal(left, right, frame.budget());
        case NE -> !Equality.equal(left, right, frame.budget());
        case IN -> Iteration.contains(right, left, frame.budget());
        case NOT_IN -> !Iteration.contains(right, left, frame.budget());
        case LT -> Ordering.holds(Ordering.Operator.LT, left, right, frame.budget());
        case LTEQ -> Ordering.holds(Ordering.Operator.LE, left, right, frame.budget());
        case GT -> Ordering.holds(Ordering.Operator.GT, left, right, frame.budget());
        case GTEQ -> Ordering.holds(Ordering.Operator.GE, left, right, frame.budget());
      };
    }
  }
}
