package dev.rolloutserver.json;

import dev.rolloutserver.json.JsonException.Kind;

/**
 * Finds what is wrong with a document that the parser refused: the same thing at the same place as
 * Python's json module, whose scanner this follows. The parser's own places are those of bytes, and
 * of whatever it had read ahead.
 */
final class SyntaxFault {
  private final String text;
  private final boolean nonFinite;
  private final StringBuilder open = new StringBuilder();
  private int at;

  private SyntaxFault(String text, boolean nonFinite) {
    this.text = text;
    this.nonFinite = nonFinite;
  }

  /** Returns only if nothing is wrong. */
  static void check(String text, boolean nonFinite) {
    new SyntaxFault(text, nonFinite).document();
  }

  private void document() {
    skipBlanks();
    boolean more = true;
    while (more) {
      if (beginsWithContent()) {
        continue;
      }
      more = nextValueFollows();
    }
    skipBlanks();
    if (at < text.length()) {
      throw fault("Extra data", at);
    }
  }

  /** Reads one scalar or empty container, or the beginning of a container that is not empty. */
  private boolean beginsWithContent() {
    char first = peek();
    if (first != '{' && first != '[') {
      scalar();
      return false;
    }
    at++;
    skipBlanks();
    if (peek() == end(first)) {
      at++;
      return false;
    }
    open.append(first);
    if (first == '{') {
      name();
    }
    return true;
  }

  /** Reads what stands between two values; false when the outermost one has ended. */
  private boolean nextValueFollows() {
    while (!open.isEmpty()) {
      char container = open.charAt(open.length() - 1);
      skipBlanks();
      char next = peek();
      if (next == end(container)) {
        at++;
        open.setLength(open.length() - 1);
        continue;
      }
      if (next != ',') {
        throw fault("Expecting ',' delimiter", at);
      }
      at++;
      skipBlanks();
      if (container == '{') {
        name();
      }
      return true;
    }
    return false;
  }

  private void name() {
    if (peek() != '"') {
      throw fault("Expecting property name enclosed in double quotes", at);
    }
    int start = at;
    string();
    checkSurrogates(start);
    skipBlanks();
    if (peek() != ':') {
      throw fault("Expecting ':' delimiter", at);
    }
    at++;
    skipBlanks();
  }

  /** The parser wants whole characters in names, though not in strings. */
  private void checkSurrogates(int start) {
    int i = start;
    while (i < at) {
      if (text.charAt(i) != '\\') {
        i++;
      } else if (text.charAt(i + 1) != 'u') {
        i += 2;
      } else {
        boolean pair = isEscape(i, '8', 'b') && isEscape(i + 6, 'c', 'f');
        if (!pair && isEscape(i, '8', 'f')) {
          throw fault("Half of a surrogate pair in a name", i);
        }
        i += pair ? 12 : 6;
      }
    }
  }

  /** Whether an escape of U+Dx stands here, where x is from one digit to another. */
  private boolean isEscape(int start, char first, char last) {
    if (!text.startsWith("\\u", start) || Character.toLowerCase(text.charAt(start + 2)) != 'd') {
      return false;
    }
    char digit = Character.toLowerCase(text.charAt(start + 3));
    return digit >= first && digit <= last;
  }

  private void scalar() {
    if (peek() == '"') {
      string();
    } else if (!skip("null") && !skip("true") && !skip("false")) {
      if (!skipNonFinite("NaN") && !skipNonFinite("Infinity") && !skipNonFinite("-Infinity")) {
        number();
      }
    }
  }

  /** Python's writer and reader know these, JSON does not. */
  private boolean skipNonFinite(String literal) {
    if (text.startsWith(literal, at) && !nonFinite) {
      throw fault(literal + " is not JSON", at);
    }
    return skip(literal);
  }

  private void number() {
    int start = at;
    if (peek() == '-') {
      at++;
    }
    if (peek() == '0') {
      at++;
    } else if (skipDigits() == 0) {
      throw fault("Expecting value", start);
    }
    int whole = at;
    if (peek() == '.') {
      at++;
      at = skipDigits() == 0 ? whole : at;
    }
    int mantissa = at;
    if (peek() == 'e' || peek() == 'E') {
      at++;
      if (peek() == '+' || peek() == '-') {
        at++;
      }
      at = skipDigits() == 0 ? mantissa : at;
    }
  }

  private int skipDigits() {
    int start = at;
    while (peek() >= '0' && peek() <= '9') {
      at++;
    }
    return at - start;
  }

  private void string() {
    int start = at;
    at++;
    while (at < text.length() && peek() != '"') {
      if (peek() < ' ') {
        throw fault("Invalid control character at", at);
      }
      if (peek() == '\\') {
        escape(start);
      } else {
        at++;
      }
    }
    if (at >= text.length()) {
      throw fault("Unterminated string starting at", start);
    }
    at++;
  }

  private void escape(int stringStart) {
    if (at + 1 >= text.length()) {
      throw fault("Unterminated string starting at", stringStart);
    }
    if (text.charAt(at + 1) != 'u') {
      if ("\"\\/bfnrt".indexOf(text.charAt(at + 1)) < 0) {
        throw fault("Invalid \\escape", at);
      }
      at += 2;
      return;
    }
    for (int i = at + 2; i < at + 6; i++) {
      // Python wants one character more: the closing quote
      if (at + 6 >= text.length() || "0123456789abcdefABCDEF".indexOf(text.charAt(i)) < 0) {
        throw fault("Invalid \\uXXXX escape", at + 1);
      }
    }
    at += 6;
  }

  private boolean skip(String literal) {
    boolean here = text.startsWith(literal, at);
    at += here ? literal.length() : 0;
    return here;
  }

  private void skipBlanks() {
    while (peek() == ' ' || peek() == '\n' || peek() == '\r' || peek() == '\t') {
      at++;
    }
  }

  /** The next character; NUL, which stands nowhere in a document, at the end. */
  private char peek() {
    return at < text.length() ? text.charAt(at) : 0;
  }

  private static char end(char container) {
    return container == '{' ? '}' : ']';
  }

  private JsonException fault(String problem, int place) {
    return JsonException.after(text.substring(0, place), Kind.SYNTAX, problem);
  }
}
