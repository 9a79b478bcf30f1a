package dev.rolloutserver.template.syntax;

import org.jspecify.annotations.Nullable;

/**
 * A piece of the template's text.
 *
 * @param text name, data or string after unescaping; the operator itself
 * @param number value of an INTEGER (Long or BigInteger) or FLOAT (Double)
 * @param line line in the template, from 1
 * @param column column in code points, from 1
 */
record Token(TokenType type, String text, @Nullable Object number, int line, int column) {
  boolean is(TokenType expected) {
    return type == expected;
  }

  /** Whether this is the given word. */
  boolean isName(String name) {
    return type == TokenType.NAME && text.equals(name);
  }

  /** How a message shows it. */
  String described() {
    return type == TokenType.NAME ? text : type.text();
  }
}
