package dev.rolloutserver.json;

/**
 * A JSON document that cannot be read or written. What is wrong and where are told in the words and
 * by the count of Python's json module, which callers know.
 */
public final class JsonException extends RuntimeException {
  private static final long serialVersionUID = 1;

  /** In which way a document is wrong. */
  public enum Kind {
    /** It is not JSON. */
    SYNTAX,
    /** It is not text: invalid UTF-8, or half of a surrogate pair. */
    ENCODING,
    /** Arrays and objects nest deeper than the limit. */
    DEPTH,
    /** A number has more digits than the limit. */
    DIGITS,
    /** It is JSON, but beyond another limit. */
    LIMIT;

    /** Whether the document is JSON, and only beyond a limit. */
    public boolean isLimit() {
      return switch (this) {
        case SYNTAX, ENCODING -> false;
        case DEPTH, DIGITS, LIMIT -> true;
      };
    }
  }

  private final Kind kind;
  private final String problem;
  private final int offset;
  private final int line;
  private final int column;

  private JsonException(
      Kind kind, String problem, String message, int offset, int line, int column) {
    super(message);
    this.kind = kind;
    this.problem = problem;
    this.offset = offset;
    this.line = line;
    this.column = column;
  }

  /** A fault just behind this beginning of the document. */
  static JsonException after(String beginning, Kind kind, String problem) {
    int offset = beginning.codePointCount(0, beginning.length());
    int line = 1 + (int) beginning.chars().filter(c -> c == '\n').count();
    int lineStart = beginning.lastIndexOf('\n') + 1;
    int column = 1 + beginning.codePointCount(lineStart, beginning.length());
    String message = problem + ": line " + line + " column " + column + " (char " + offset + ")";
    return new JsonException(kind, problem, message, offset, line, column);
  }

  /** A fault of the document as a whole. */
  static JsonException ofAll(Kind kind, String problem) {
    return new JsonException(kind, problem, problem, 0, 0, 0);
  }

  /** In which way the document is wrong. */
  public Kind kind() {
    return kind;
  }

  /** What is wrong, without the place, which the message has too. */
  public String problem() {
    return problem;
  }

  /** Code points before the fault, not counting a byte order mark. */
  public int offset() {
    return offset;
  }

  /** Line of the fault from 1, or 0 where the document as a whole is meant. */
  public int line() {
    return line;
  }

  /** Column of the fault in code points from 1, or 0 where the document as a whole is meant. */
  public int column() {
    return column;
  }
}
