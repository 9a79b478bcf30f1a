package dev.rolloutserver.tokenizer;

import org.jspecify.annotations.Nullable;

/**
 * A tokenizer that cannot be loaded, or a text that it cannot take; the message is a sentence for
 * callers, without paths of this machine.
 */
public final class TokenizerException extends RuntimeException {
  private static final long serialVersionUID = 1;

  private final String detail;

  TokenizerException(String message) {
    this(message, null);
  }

  TokenizerException(String message, @Nullable Throwable cause) {
    this(message, message, cause);
  }

  TokenizerException(String message, String detail, @Nullable Throwable cause) {
    super(message, cause);
    this.detail = detail;
  }

  /** The message for those who run this machine. */
  public String detail() {
    return detail;
  }
}
