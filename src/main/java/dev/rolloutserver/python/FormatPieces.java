package dev.rolloutserver.python;

import java.util.Iterator;
import java.util.NoSuchElementException;

/**
 * Cuts a text for {@code str.format} into pieces, one at a time: as in CPython an error in the text
 * comes up only after the fields before it were used.
 */
public final class FormatPieces implements Iterator<FormatPiece> {
  private final String text;
  private int at;

  public FormatPieces(String text) {
    this.text = text;
  }

  @Override
  public boolean hasNext() {
    return at < text.length();
  }

  /** The next piece, or ValueError where the text is malformed. */
  @Override
  public FormatPiece next() {
    if (!hasNext()) {
      throw new NoSuchElementException();
    }
    int start = at;
    while (at < text.length() && !isBrace(text.charAt(at))) {
      at++;
    }
    if (at == text.length()) {
      return literal(text.substring(start));
    }
    char brace = text.charAt(at++);
    boolean doubled = at < text.length() && text.charAt(at) == brace;
    if (doubled) {
      return literal(text.substring(start, at++));
    }
    if (brace == '}') {
      throw PythonError.valueError("Single '}' encountered in format string");
    }
    if (at == text.length()) {
      throw PythonError.valueError("Single '{' encountered in format string");
    }
    return field(text.substring(start, at - 1));
  }

  private FormatPiece field(String literal) {
    int start = at;
    char end = nameEnd();
    String name = text.substring(start, at - 1);
    if (end == '}') {
      return new FormatPiece(literal, true, name, 0, "");
    }
    int conversion = 0;
    if (end == '!') {
      if (at == text.length()) {
        throw PythonError.valueError("end of string while looking for conversion specifier");
      }
      conversion = text.codePointAt(at);
      at += Character.charCount(conversion);
      if (at < text.length()) {
        char next = text.charAt(at++);
        if (next == '}') {
          return new FormatPiece(literal, true, name, conversion, "");
        }
        if (next != ':') {
          throw PythonError.valueError("expected ':' after conversion specifier");
        }
      }
    }
    return new FormatPiece(literal, true, name, conversion, spec());
  }

  /** Moves behind the character that ends the name; what is in brackets does not end it. */
  private char nameEnd() {
    while (at < text.length()) {
      char c = text.charAt(at++);
      switch (c) {
        case '{' -> throw PythonError.valueError("unexpected '{' in field name");
        case '}', ':', '!' -> {
          return c;
        }
        case '[' -> {
          int close = text.indexOf(']', at);
          at = close < 0 ? text.length() : close;
        }
        default -> {}
      }
    }
    throw PythonError.valueError("expected '}' before end of string");
  }

  private String spec() {
    int start = at;
    int depth = 1;
    while (at < text.length()) {
      char c = text.charAt(at++);
      depth += c == '{' ? 1 : c == '}' ? -1 : 0;
      if (depth == 0) {
        return text.substring(start, at - 1);
      }
    }
    throw PythonError.valueError("unmatched '{' in format spec");
  }

  private static FormatPiece literal(String literal) {
    return new FormatPiece(literal, false, "", 0, "");
  }

  private static boolean isBrace(char c) {
    return c == '{' || c == '}';
  }
}
