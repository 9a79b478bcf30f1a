package dev.rolloutserver.tools;

/** A tool server that cannot be used at all; the message names it and says why. */
public final class ToolServerException extends RuntimeException {
  private static final long serialVersionUID = 1;

  ToolServerException(String message) {
    super(message);
  }
}
