package dev.rolloutserver.tools;

/** A tool call that has no result; the message tells the model what was wrong with it. */
public final class ToolException extends RuntimeException {
  private static final long serialVersionUID = 1;

  /** A failure that the model is told in these words. */
  public ToolException(String message) {
    super(message);
  }
}
