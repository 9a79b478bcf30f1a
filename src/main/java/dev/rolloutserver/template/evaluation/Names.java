package dev.rolloutserver.template.evaluation;

import dev.rolloutserver.template.syntax.Expression;
import dev.rolloutserver.template.syntax.Expression.CallArguments;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The names that an expression reads, in order. */
final class Names {
  private Names() {}

  static void read(Expression expression, Consumer<String> reader) {
    if (expression instanceof Expression.Name name) {
      reader.accept(name.name());
    } else {
      children(expression).forEach(child -> read(child, reader));
    }
  }

  /** The parts of an expression. */
  static List<Expression> children(Expression expression) {
    return switch (expression) {
      case Expression.Const _, Expression.TemplateData _, Expression.Name _ -> List.of();
      case Expression.Tuple tuple -> tuple.items();
      case Expression.ListDisplay list -> list.items();
      case Expression.Dict dict -> pairs(dict);
      case Expression.CondExpr condition ->
          present(condition.test(), condition.ifTrue(), condition.ifFalse());
      case Expression.Binary binary -> List.of(binary.left(), binary.right());
      case Expression.And and -> List.of(and.left(), and.right());
      case Expression.Or or -> List.of(or.left(), or.right());
      case Expression.Not not -> List.of(not.operand());
      case Expression.Neg negative -> List.of(negative.operand());
      case Expression.Pos positive -> List.of(positive.operand());
      case Expression.Concat concat -> concat.operands();
      case Expression.Compare compare -> operands(compare);
      case Expression.Getattr attribute -> List.of(attribute.target());
      case Expression.Getitem item -> List.of(item.target(), item.key());
      case Expression.Slice slice -> present(slice.start(), slice.stop(), slice.step());
      case Expression.Call call -> withArguments(call.target(), call.arguments());
      case Expression.Filter filter -> withArguments(filter.target(), filter.arguments());
      case Expression.Test test -> withArguments(test.target(), test.arguments());
    };
  }

  private static List<Expression> pairs(Expression.Dict dict) {
    List<Expression> all = new ArrayList<>();
    dict.items().forEach(pair -> all.addAll(List.of(pair.key(), pair.value())));
    return all;
  }

  private static List<Expression> operands(Expression.Compare compare) {
    List<Expression> all = new ArrayList<>(List.of(compare.first()));
    compare.operands().forEach(operand -> all.add(operand.right()));
    return all;
  }

  private static List<Expression> withArguments(
      @Nullable Expression target, CallArguments arguments) {
    List<Expression> all = new ArrayList<>(present(target));
    all.addAll(arguments.positional());
    arguments.keywords().forEach(keyword -> all.add(keyword.value()));
    all.addAll(present(arguments.dynamicPositional(), arguments.dynamicKeywords()));
    return all;
  }

  private static List<Expression> present(@Nullable Expression... expressions) {
    List<Expression> present = new ArrayList<>();
    for (Expression expression : expressions) {
      if (expression != null) {
        present.add(expression);
      }
    }
    return present;
  }
}
