package dev.rolloutserver.template.syntax;

import dev.rolloutserver.template.TemplateException;
import java.util.List;

/** The tokens with a place in them; counts how deep the parser is. */
final class TokenStream {
  /** Deeper nesting than any Python stack allows; real templates stay below 20. */
  private static final int MAX_NESTING = 100;

  private final List<Token> tokens;
  private int position;
  private int nesting;

  TokenStream(List<Token> tokens) {
    this.tokens = tokens;
  }

  Token current() {
    return tokens.get(position);
  }

  Token look() {
    return tokens.get(Math.min(position + 1, tokens.size() - 1));
  }

  /** Takes the current token and goes on. */
  Token next() {
    Token token = current();
    if (position < tokens.size() - 1) {
      position++;
    }
    return token;
  }

  boolean at(TokenType type) {
    return current().is(type);
  }

  boolean atName(String name) {
    return current().isName(name);
  }

  boolean skipIf(TokenType type) {
    boolean there = at(type);
    if (there) {
      next();
    }
    return there;
  }

  boolean skipIfName(String name) {
    boolean there = atName(name);
    if (there) {
      next();
    }
    return there;
  }

  Token expect(TokenType type) {
    if (!at(type)) {
      throw unexpected(type.text());
    }
    return next();
  }

  Token expectName(String name) {
    if (!atName(name)) {
      throw unexpected(name);
    }
    return next();
  }

  /** Goes one level deeper; each call needs a {@link #leave()}. */
  void enter() {
    if (++nesting > MAX_NESTING) {
      throw TemplateException.limit(
          "nested more than " + MAX_NESTING + " levels deep", current().line());
    }
  }

  void leave() {
    nesting--;
  }

  TemplateException error(String message, Token at) {
    return TemplateException.syntax(message, at.line(), at.column());
  }

  private TemplateException unexpected(String expected) {
    String message =
        at(TokenType.EOF)
            ? "unexpected end of template, expected '" + expected + "'."
            : "expected token '" + expected + "', got '" + current().described() + "'";
    return error(message, current());
  }
}
