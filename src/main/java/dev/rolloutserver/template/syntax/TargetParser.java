package dev.rolloutserver.template.syntax;

import dev.rolloutserver.template.syntax.Target.NamespaceAttribute;
import dev.rolloutserver.template.syntax.Target.Unpacked;
import dev.rolloutserver.template.syntax.Target.Variable;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Parses what a value can be assigned to. */
final class TargetParser {
  private final TokenStream stream;
  private final PrimaryParser primaries;

  TargetParser(TokenStream stream, PrimaryParser primaries) {
    this.stream = stream;
    this.primaries = primaries;
  }

  /** A variable's name. */
  Token name() {
    Token token = stream.expect(TokenType.NAME);
    if (isConstant(token.text())) {
      throw stream.error("can't assign to 'name'", token);
    }
    return token;
  }

  /** One target or several, separated by commas. */
  Target target(boolean withNamespace) {
    Token begin = stream.current();
    List<Target> items = new ArrayList<>();
    boolean isTuple = false;
    while (true) {
      if (!items.isEmpty()) {
        stream.expect(TokenType.COMMA);
      }
      if (primaries.endsTuple()) {
        break;
      }
      items.add(one(withNamespace));
      if (!stream.at(TokenType.COMMA)) {
        break;
      }
      isTuple = true;
    }
    if (isTuple) {
      return new Unpacked(items, begin.line());
    }
    if (items.isEmpty()) {
      throw stream.error(
          "Expected an expression, got '" + stream.current().described() + "'", stream.current());
    }
    return items.getFirst();
  }

  private Target one(boolean withNamespace) {
    Token begin = stream.current();
    boolean dotted = begin.is(TokenType.NAME) && stream.look().is(TokenType.DOT);
    if (withNamespace && dotted && !isConstant(begin.text())) {
      stream.next();
      stream.next();
      String attribute = stream.expect(TokenType.NAME).text();
      return new NamespaceAttribute(begin.text(), attribute, begin.line());
    }
    return assignable(primaries.primary(), begin);
  }

  private Target assignable(Expression expression, Token begin) {
    return switch (expression) {
      case Expression.Name name -> new Variable(name.name(), name.line());
      case Expression.Tuple tuple ->
          new Unpacked(
              tuple.items().stream().map(item -> assignable(item, begin)).toList(), tuple.line());
      default -> {
        String kind = expression.getClass().getSimpleName().toLowerCase(Locale.ROOT);
        throw stream.error("can't assign to '" + kind + "'", begin);
      }
    };
  }

  private static boolean isConstant(String name) {
    return switch (name) {
      case "true", "false", "none", "True", "False", "None" -> true;
      default -> false;
    };
  }
}
