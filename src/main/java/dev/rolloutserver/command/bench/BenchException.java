package dev.rolloutserver.command.bench;

import org.jspecify.annotations.Nullable;

/** The measurement cannot be made; the message says why. */
final class BenchException extends RuntimeException {
  private static final long serialVersionUID = 1;

  BenchException(String message) {
    this(message, null);
  }

  BenchException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
