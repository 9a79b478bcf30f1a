package dev.rolloutserver.template.evaluation;

import dev.rolloutserver.template.builtins.Formatting;
import dev.rolloutserver.template.syntax.Expression.Operator;
import dev.rolloutserver.template.values.Arithmetic;
import dev.rolloutserver.template.values.Markup;
import dev.rolloutserver.template.values.Texts;
import dev.rolloutserver.template.values.Types;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Operators that make a value: arithmetic, signs, {@code ~}. */
final class Calculation {
  private Calculation() {}

  static final class Binary extends ExpressionNode {
    private final Operator operator;
    private final ExpressionNode left;
    private final ExpressionNode right;

    Binary(Operator operator, ExpressionNode left, ExpressionNode right) {
      this.operator = operator;
      this.left = left;
      this.right = right;
    }

    @Override
    @Nullable Object evaluate(Frame frame) {
      Object a = left.evaluate(frame);
      Object b = right.evaluate(frame);
      frame.budget().calculate(a, b);
      Object result = calculated(a, b, frame);
      frame.budget().made(result);
      return result;
    }

    private @Nullable Object calculated(@Nullable Object a, @Nullable Object b, Frame frame) {
      return switch (operator) {
        case ADD -> Arithmetic.add(a, b, frame.budget());
        case SUB -> Arithmetic.subtract(a, b);
        case MUL -> Arithmetic.multiply(a, b, frame.budget());
        case DIV -> Arithmetic.divide(a, b);
        case FLOORDIV -> Arithmetic.floorDivide(a, b);
        case POW -> Arithmetic.power(a, b);
        case MOD ->
            a != null && Types.isString(a)
                ? Formatting.percent(a, b, frame.evaluation())
                : Arithmetic.modulo(a, b);
      };
    }
  }

  static final class Negative extends ExpressionNode {
    private final ExpressionNode operand;

    Negative(ExpressionNode operand) {
      this.operand = operand;
    }

    @Override
    Object evaluate(Frame frame) {
      Object value = operand.evaluate(frame);
      frame.budget().made(value);
      return Arithmetic.negate(value);
    }
  }

  static final class Positive extends ExpressionNode {
    private final ExpressionNode operand;

    Positive(ExpressionNode operand) {
      this.operand = operand;
    }

    @Override
    Object evaluate(Frame frame) {
      return Arithmetic.plus(operand.evaluate(frame));
    }
  }

  static final class Concat extends ExpressionNode {
    private final List<ExpressionNode> operands;
    private final Escaping escaping;

    Concat(List<ExpressionNode> operands, Escaping escaping) {
      this.operands = operands;
      this.escaping = escaping;
    }

    @Override
    Object evaluate(Frame frame) {
      List<@Nullable Object> values = new ArrayList<>(operands.size());
      boolean markup = false;
      for (ExpressionNode operand : operands) {
        Object value = operand.evaluate(frame);
        markup |= value instanceof Markup;
        values.add(value);
      }
      // where escaping is decided at run time, and in constants, Jinja2 joins plain text all the
      // same
      boolean escapes = markup && escaping == Escaping.ON && !frame.context.isFolding();
      StringBuilder joined = new StringBuilder();
      for (Object value : values) {
        String text =
            escapes
                ? Markup.escape(value, frame.budget()).text()
                : Texts.str(value, frame.budget());
        frame.budget().allocate(text.length());
        joined.append(text);
      }
      return escapes ? new Markup(joined.toString()) : joined.toString();
    }
  }
}
