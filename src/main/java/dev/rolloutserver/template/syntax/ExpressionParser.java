package dev.rolloutserver.template.syntax;

import dev.rolloutserver.template.syntax.Expression.And;
import dev.rolloutserver.template.syntax.Expression.Binary;
import dev.rolloutserver.template.syntax.Expression.Compare;
import dev.rolloutserver.template.syntax.Expression.Comparison;
import dev.rolloutserver.template.syntax.Expression.Concat;
import dev.rolloutserver.template.syntax.Expression.CondExpr;
import dev.rolloutserver.template.syntax.Expression.Neg;
import dev.rolloutserver.template.syntax.Expression.Not;
import dev.rolloutserver.template.syntax.Expression.Operand;
import dev.rolloutserver.template.syntax.Expression.Operator;
import dev.rolloutserver.template.syntax.Expression.Or;
import dev.rolloutserver.template.syntax.Expression.Pos;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Operators by precedence, from the conditional expression down to the unary ones. */
final class ExpressionParser {
  private final TokenStream stream;
  private final PrimaryParser primaries;

  ExpressionParser(TokenStream stream) {
    this.stream = stream;
    this.primaries = new PrimaryParser(stream, this);
  }

  /** The parser of literals, calls and subscripts. */
  PrimaryParser primaries() {
    return primaries;
  }

  Expression expression() {
    stream.enter();
    Expression expression = condExpr();
    stream.leave();
    return expression;
  }

  /** An expression that cannot be a conditional one. */
  Expression expressionWithoutCondition() {
    stream.enter();
    Expression expression = or();
    stream.leave();
    return expression;
  }

  private Expression condExpr() {
    int line = line();
    Expression value = or();
    while (stream.skipIfName("if")) {
      Expression test = or();
      Expression otherwise = stream.skipIfName("else") ? expression() : null;
      value = new CondExpr(test, value, otherwise, line);
      line = line();
    }
    return value;
  }

  private Expression or() {
    int line = line();
    Expression left = and();
    while (stream.skipIfName("or")) {
      left = new Or(left, and(), line);
      line = line();
    }
    return left;
  }

  private Expression and() {
    int line = line();
    Expression left = not();
    while (stream.skipIfName("and")) {
      left = new And(left, not(), line);
      line = line();
    }
    return left;
  }

  private Expression not() {
    if (!stream.atName("not")) {
      return compare();
    }
    int line = stream.next().line();
    stream.enter();
    Expression operand = not();
    stream.leave();
    return new Not(operand, line);
  }

  private Expression compare() {
    int line = line();
    Expression first = sum();
    List<Operand> operands = new ArrayList<>();
    for (Optional<Comparison> found = comparison(); found.isPresent(); found = comparison()) {
      operands.add(new Operand(found.get(), sum()));
    }
    return operands.isEmpty() ? first : new Compare(first, operands, line);
  }

  /** Takes a comparison operator if one is there. */
  private Optional<Comparison> comparison() {
    Comparison found =
        switch (stream.current().type()) {
          case EQ -> Comparison.EQ;
          case NE -> Comparison.NE;
          case GT -> Comparison.GT;
          case GTEQ -> Comparison.GTEQ;
          case LT -> Comparison.LT;
          case LTEQ -> Comparison.LTEQ;
          case NAME -> wordComparison();
          default -> null;
        };
    if (found != null) {
      stream.next();
    }
    return Optional.ofNullable(found);
  }

  private @Nullable Comparison wordComparison() {
    if (stream.atName("in")) {
      return Comparison.IN;
    }
    if (stream.atName("not") && stream.look().isName("in")) {
      stream.next();
      return Comparison.NOT_IN;
    }
    return null;
  }

  private Expression sum() {
    int line = line();
    Expression left = concat();
    while (stream.at(TokenType.ADD) || stream.at(TokenType.SUB)) {
      Operator operator = stream.next().is(TokenType.ADD) ? Operator.ADD : Operator.SUB;
      left = new Binary(operator, left, concat(), line);
      line = line();
    }
    return left;
  }

  private Expression concat() {
    int line = line();
    Expression first = product();
    if (!stream.at(TokenType.TILDE)) {
      return first;
    }
    List<Expression> operands = new ArrayList<>();
    operands.add(first);
    while (stream.skipIf(TokenType.TILDE)) {
      operands.add(product());
    }
    return new Concat(operands, line);
  }

  private Expression product() {
    int line = line();
    Expression left = power();
    for (Operator operator = productOperator(); operator != null; operator = productOperator()) {
      stream.next();
      left = new Binary(operator, left, power(), line);
      line = line();
    }
    return left;
  }

  private @Nullable Operator productOperator() {
    return switch (stream.current().type()) {
      case MUL -> Operator.MUL;
      case DIV -> Operator.DIV;
      case FLOORDIV -> Operator.FLOORDIV;
      case MOD -> Operator.MOD;
      default -> null;
    };
  }

  /** Powers bind to the left and weaker than a sign, unlike Python's. */
  private Expression power() {
    int line = line();
    Expression left = unary(true);
    while (stream.skipIf(TokenType.POW)) {
      left = new Binary(Operator.POW, left, unary(true), line);
      line = line();
    }
    return left;
  }

  private Expression unary(boolean withFilter) {
    int line = line();
    Expression operand;
    if (stream.at(TokenType.SUB) || stream.at(TokenType.ADD)) {
      boolean negative = stream.next().is(TokenType.SUB);
      stream.enter();
      Expression inner = unary(false);
      stream.leave();
      operand = negative ? new Neg(inner, line) : new Pos(inner, line);
    } else {
      operand = primaries.primary();
    }
    Expression subscripted = primaries.postfix(operand);
    return withFilter ? primaries.filtersAndTests(subscripted) : subscripted;
  }

  private int line() {
    return stream.current().line();
  }
}
