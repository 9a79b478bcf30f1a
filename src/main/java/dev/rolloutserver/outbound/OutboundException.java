package dev.rolloutserver.outbound;

import org.jspecify.annotations.Nullable;

/** A request that brought no answer; {@link #kind()} says where it ended. */
public final class OutboundException extends RuntimeException {
  private static final long serialVersionUID = 1;

  /** Where a request can end without an answer. */
  public enum Kind {
    /** No connection: nothing was sent. */
    CONNECT,
    /** No connection within the time for that: nothing was sent. */
    CONNECT_TIMEOUT,
    /** No connection that is to be trusted: nothing was sent, and waiting does not help. */
    UNTRUSTED,
    /** The address is not one that may be called: no connection was tried. */
    FORBIDDEN,
    /** The answer did not begin within the time for that. */
    FIRST_BYTE_TIMEOUT,
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
  private final boolean sent;

  OutboundException(Kind kind, boolean sent, String message, @Nullable Throwable cause) {
    super(message, cause);
    this.kind = kind;
    this.sent = sent;
  }

  OutboundException(Kind kind, String message, @Nullable Throwable cause) {
    this(kind, true, message, cause);
  }

  /** Where the request ended. */
  public Kind kind() {
    return kind;
  }

  /** Whether the peer may have seen some of the request. */
  public boolean sent() {
    return sent;
  }
}
