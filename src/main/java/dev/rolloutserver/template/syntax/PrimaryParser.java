package dev.rolloutserver.template.syntax;

import dev.rolloutserver.template.syntax.Expression.Call;
import dev.rolloutserver.template.syntax.Expression.CallArguments;
import dev.rolloutserver.template.syntax.Expression.Const;
import dev.rolloutserver.template.syntax.Expression.Dict;
import dev.rolloutserver.template.syntax.Expression.Filter;
import dev.rolloutserver.template.syntax.Expression.Getattr;
import dev.rolloutserver.template.syntax.Expression.Getitem;
import dev.rolloutserver.template.syntax.Expression.Keyword;
import dev.rolloutserver.template.syntax.Expression.ListDisplay;
import dev.rolloutserver.template.syntax.Expression.Name;
import dev.rolloutserver.template.syntax.Expression.Not;
import dev.rolloutserver.template.syntax.Expression.Pair;
import dev.rolloutserver.template.syntax.Expression.Slice;
import dev.rolloutserver.template.syntax.Expression.Test;
import dev.rolloutserver.template.syntax.Expression.Tuple;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Literals, names, and what follows them: attributes, subscripts, calls, filters, tests. */
final class PrimaryParser {
  private static final Set<String> ENDS_TEST = Set.of("else", "or", "and");

  private final TokenStream stream;
  private final ExpressionParser expressions;

  PrimaryParser(TokenStream stream, ExpressionParser expressions) {
    this.stream = stream;
    this.expressions = expressions;
  }

  Expression primary() {
    Token token = stream.current();
    return switch (token.type()) {
      case NAME -> {
        stream.next();
        yield name(token);
      }
      case STRING -> strings();
      case INTEGER, FLOAT -> {
        stream.next();
        yield new Const(token.number(), token.line());
      }
      case LPAREN -> {
        stream.next();
        Expression inner = tuple(true, true);
        stream.expect(TokenType.RPAREN);
        yield inner;
      }
      case LBRACKET -> list();
      case LBRACE -> dict();
      default -> throw stream.error("unexpected '" + token.described() + "'", token);
    };
  }

  private static Expression name(Token token) {
    return switch (token.text()) {
      case "true", "True" -> new Const(true, token.line());
      case "false", "False" -> new Const(false, token.line());
      case "none", "None" -> new Const(null, token.line());
      default -> new Name(token.text(), token.line());
    };
  }

  private Expression strings() {
    Token first = stream.next();
    if (!stream.at(TokenType.STRING)) {
      return new Const(first.text(), first.line());
    }
    StringBuilder text = new StringBuilder(first.text());
    while (stream.at(TokenType.STRING)) {
      text.append(stream.next().text());
    }
    return new Const(text.toString(), first.line());
  }

  /**
   * One expression, or a tuple when commas follow.
   *
   * @param parenthesized whether nothing at all is an empty tuple
   * @param withCondition whether its parts may be conditional expressions
   */
  Expression tuple(boolean parenthesized, boolean withCondition) {
    int line = stream.current().line();
    List<Expression> items = new ArrayList<>();
    boolean isTuple = false;
    while (true) {
      if (!items.isEmpty()) {
        stream.expect(TokenType.COMMA);
      }
      if (endsTuple()) {
        break;
      }
      items.add(
          withCondition ? expressions.expression() : expressions.expressionWithoutCondition());
      if (!stream.at(TokenType.COMMA)) {
        break;
      }
      isTuple = true;
      line = stream.current().line();
    }
    if (!isTuple && !items.isEmpty()) {
      return items.getFirst();
    }
    if (!isTuple && !parenthesized) {
      throw stream.error(
          "Expected an expression, got '" + stream.current().described() + "'", stream.current());
    }
    return new Tuple(items, line);
  }

  /** Whether a tuple without a further item ends here. */
  boolean endsTuple() {
    return stream.at(TokenType.VARIABLE_END)
        || stream.at(TokenType.BLOCK_END)
        || stream.at(TokenType.RPAREN);
  }

  private Expression list() {
    int line = stream.expect(TokenType.LBRACKET).line();
    List<Expression> items = new ArrayList<>();
    while (!stream.at(TokenType.RBRACKET)) {
      if (!items.isEmpty()) {
        stream.expect(TokenType.COMMA);
        if (stream.at(TokenType.RBRACKET)) {
          break;
        }
      }
      items.add(expressions.expression());
    }
    stream.expect(TokenType.RBRACKET);
    return new ListDisplay(items, line);
  }

  private Expression dict() {
    int line = stream.expect(TokenType.LBRACE).line();
    List<Pair> items = new ArrayList<>();
    while (!stream.at(TokenType.RBRACE)) {
      if (!items.isEmpty()) {
        stream.expect(TokenType.COMMA);
        if (stream.at(TokenType.RBRACE)) {
          break;
        }
      }
      Expression key = expressions.expression();
      stream.expect(TokenType.COLON);
      items.add(new Pair(key, expressions.expression()));
    }
    stream.expect(TokenType.RBRACE);
    return new Dict(items, line);
  }

  /** Attributes, subscripts and calls that follow. */
  Expression postfix(Expression target) {
    Expression result = target;
    while (true) {
      switch (stream.current().type()) {
        case DOT -> result = attribute(result);
        case LBRACKET -> result = subscript(result);
        case LPAREN -> result = call(result);
        default -> {
          return result;
        }
      }
    }
  }

  /** Filters, tests and calls that follow. */
  Expression filtersAndTests(Expression target) {
    Expression result = target;
    while (true) {
      if (stream.at(TokenType.PIPE)) {
        stream.next();
        result = filter(result);
      } else if (stream.atName("is")) {
        result = test(result);
      } else if (stream.at(TokenType.LPAREN)) {
        result = call(result);
      } else {
        return result;
      }
    }
  }

  private Expression attribute(Expression target) {
    int line = stream.next().line();
    Token name = stream.next();
    if (name.is(TokenType.NAME)) {
      return new Getattr(target, name.text(), line);
    }
    if (!name.is(TokenType.INTEGER)) {
      throw stream.error("expected name or number", name);
    }
    return new Getitem(target, new Const(name.number(), name.line()), line);
  }

  private Expression subscript(Expression target) {
    int line = stream.next().line();
    List<Expression> keys = new ArrayList<>();
    while (!stream.at(TokenType.RBRACKET)) {
      if (!keys.isEmpty()) {
        stream.expect(TokenType.COMMA);
      }
      keys.add(subscribed());
    }
    stream.expect(TokenType.RBRACKET);
    return new Getitem(target, keys.size() == 1 ? keys.getFirst() : new Tuple(keys, line), line);
  }

  private Expression subscribed() {
    int line = stream.current().line();
    Expression start = null;
    if (!stream.at(TokenType.COLON)) {
      start = expressions.expression();
      if (!stream.at(TokenType.COLON)) {
        return start;
      }
    }
    stream.next();
    Expression stop = stream.at(TokenType.COLON) ? null : sliceBound();
    Expression step = stream.skipIf(TokenType.COLON) ? sliceBound() : null;
    return new Slice(start, stop, step, line);
  }

  private @Nullable Expression sliceBound() {
    boolean absent = stream.at(TokenType.RBRACKET) || stream.at(TokenType.COMMA);
    return absent ? null : expressions.expression();
  }

  private Expression call(Expression target) {
    int line = stream.current().line();
    return new Call(target, arguments(), line);
  }

  private CallArguments arguments() {
    Token begin = stream.expect(TokenType.LPAREN);
    List<Expression> positional = new ArrayList<>();
    List<Keyword> keywords = new ArrayList<>();
    Expression dynamicPositional = null;
    Expression dynamicKeywords = null;
    boolean first = true;
    while (!stream.at(TokenType.RPAREN)) {
      if (!first) {
        stream.expect(TokenType.COMMA);
        if (stream.at(TokenType.RPAREN)) {
          break;
        }
      }
      first = false;
      boolean inOrder = dynamicKeywords == null;
      if (stream.skipIf(TokenType.MUL)) {
        require(inOrder && dynamicPositional == null, begin);
        dynamicPositional = expressions.expression();
      } else if (stream.skipIf(TokenType.POW)) {
        require(inOrder, begin);
        dynamicKeywords = expressions.expression();
      } else if (stream.at(TokenType.NAME) && stream.look().is(TokenType.ASSIGN)) {
        require(inOrder, begin);
        String name = stream.next().text();
        stream.next();
        keywords.add(new Keyword(name, expressions.expression()));
      } else {
        require(inOrder && dynamicPositional == null && keywords.isEmpty(), begin);
        positional.add(expressions.expression());
      }
    }
    stream.expect(TokenType.RPAREN);
    checkDistinct(keywords, begin);
    return new CallArguments(positional, keywords, dynamicPositional, dynamicKeywords);
  }

  private void require(boolean inOrder, Token begin) {
    if (!inOrder) {
      throw stream.error("invalid syntax for function call expression", begin);
    }
  }

  private void checkDistinct(List<Keyword> keywords, Token begin) {
    Set<String> names = new HashSet<>();
    for (Keyword keyword : keywords) {
      if (!names.add(keyword.name())) {
        throw stream.error("keyword argument repeated: " + keyword.name(), begin);
      }
    }
  }

  /** A filter with its arguments; the pipe is already taken. */
  Filter filter(@Nullable Expression target) {
    Token first = stream.current();
    String name = dottedName();
    CallArguments arguments = stream.at(TokenType.LPAREN) ? arguments() : CallArguments.NONE;
    return new Filter(target, name, arguments, first.line(), first.column());
  }

  private Expression test(Expression target) {
    int line = stream.next().line();
    boolean negated = stream.skipIfName("not");
    int column = stream.current().column();
    String name = dottedName();
    Expression test = new Test(target, name, testArguments(), line, column);
    return negated ? new Not(test, line) : test;
  }

  private CallArguments testArguments() {
    Token token = stream.current();
    return switch (token.type()) {
      case LPAREN -> arguments();
      case NAME, STRING, INTEGER, FLOAT, LBRACKET, LBRACE -> {
        if (token.is(TokenType.NAME) && ENDS_TEST.contains(token.text())) {
          yield CallArguments.NONE;
        }
        if (token.isName("is")) {
          throw stream.error("You cannot chain multiple tests with is", token);
        }
        yield new CallArguments(List.of(postfix(primary())), List.of(), null, null);
      }
      default -> CallArguments.NONE;
    };
  }

  private String dottedName() {
    StringBuilder name = new StringBuilder(stream.expect(TokenType.NAME).text());
    while (stream.skipIf(TokenType.DOT)) {
      name.append('.').append(stream.expect(TokenType.NAME).text());
    }
    return name.toString();
  }
}
