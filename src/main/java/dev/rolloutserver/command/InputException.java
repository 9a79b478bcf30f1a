package dev.rolloutserver.command;

import dev.rolloutserver.json.JsonException;

/** Input of a command that cannot be used; the message is a sentence for its author. */
final class InputException extends RuntimeException {
  private static final long serialVersionUID = 1;

  private final int line;
  private final int column;

  InputException(String message) {
    this(message, 0, 0);
  }

  /** The thing, for example a file, is not the JSON that it should be. */
  InputException(String thing, JsonException fault) {
    this(thing + " is not usable JSON: " + fault.getMessage(), fault.line(), fault.column());
  }

  private InputException(String message, int line, int column) {
    super(message);
    this.line = line;
    this.column = column;
  }

  /** Line from 1, or 0 where it is unknown. */
  int line() {
    return line;
  }

  /** Column in code points from 1, or 0 where it is unknown. */
  int column() {
    return column;
  }
}
