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
      return apply(operator, a, right.evaluate(frame), frame);
    }

    static @Nullable Object apply(
        Operator operator, @Nullable Object a, @Nullable Object b, Frame frame) {
      frame.budget().calculate(a, b);
      Object result = calculated(operator, a, b, frame);
      frame.budget().made(result);
      return result;
    }

    private static @Nullable Object calculated(
        Operator operator, @Nullable Object a, @Nullable Object b, Frame frame) {
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
      List<@Nullable Object> values = values(frame);
      boolean escapes = escapes(values, frame);
      StringBuilder joined = new StringBuilder();
      for (Object value : values) {
        Object part = escapes ? Markup.escape(value, frame.budget()) : value;
        joined.append(text(part, frame));
      }
      return escapes ? new Markup(joined.toString()) : joined.toString();
    }

    /** Prints the texts one after the other: they need not be joined for that. */
    @Override
    void print(Frame frame, Escaping printing) {
      List<@Nullable Object> values = values(frame);
      boolean escapes = escapes(values, frame);
      for (Object value : values) {
        printing.print(escapes || value instanceof String ? value : text(value, frame), frame);
      }
    }

    private List<@Nullable Object> values(Frame frame) {
      List<@Nullable Object> values = new ArrayList<>(operands.size());
      for (ExpressionNode operand : operands) {
        values.add(operand.evaluate(frame));
      }
      return values;
    }

    private static String text(@Nullable Object value, Frame frame) {
      String text = Texts.str(value, frame.budget());
      frame.budget().allocate(text.length());
      return text;
    }

    /**
     * Whether the whole is Markup. Where escaping is decided at run time, and in constants, Jinja2
     * joins plain text all the same.
     */
    private boolean escapes(List<@Nullable Object> values, Frame frame) {
      return escaping == Escaping.ON
          && !frame.context.isFolding()
          && values.stream().anyMatch(Markup.class::isInstance);
    }
  }
}
