package dev.rolloutserver.outbound;

import org.jspecify.annotations.Nullable;

/** A request that brought no answer; {@link #kind()} says where it ended. */
public final class OutboundException extends RuntimeException {
  private static final long serialVersionUID = 1;

  /** Where a request can end without an answer. */
  public enum Kind {
    /** No connection: nothing was sent. */
    CONNECT,
    /** The deadline passed. */
    TIMEOUT,
    /** The connection broke, or what came is not HTTP; the request may have been acted on. */
    BROKEN,
    /** The answer is larger than the limit. */
    TOO_LARGE,
    /** The end was wished. */
    CANCELLED
  }

  private final Kind kind;

  OutboundException(Kind kind, String message, @Nullable Throwable cause) {
    super(message, cause);
    this.kind = kind;
  }

  /** Where the request ended. */
  public Kind kind() {
    return kind;
  }
}
