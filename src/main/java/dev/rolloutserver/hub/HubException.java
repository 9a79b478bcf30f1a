package dev.rolloutserver.hub;

import java.nio.file.AccessDeniedException;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A model whose tokenizer files cannot be had; {@link #kind()} says why. The message is for
 * callers: it names no path of this machine and no address of the hub, which the cause may.
 */
public final class HubException extends RuntimeException {
  private static final long serialVersionUID = 1;

  /** Why there are no files. */
  public enum Kind {
    /** The name or the revision cannot be one. */
    INVALID_NAME,
    /** The hub has no such repository, revision or tokenizer. */
    NOT_FOUND,
    /** The hub wants a token, or another one. */
    FORBIDDEN,
    /** It is not in the cache, and nothing may be downloaded. */
    OFFLINE,
    /** The hub cannot be reached, is too slow, busy or broken. */
    NETWORK,
    /** The repository declares code of its own, which is not trusted. */
    REMOTE_CODE,
    /** The files are larger than the limit. */
    TOO_LARGE,
    /** A file is not what it should be. */
    INVALID_FILE,
    /** A folder of this machine cannot be read or written. */
    CACHE
  }

  private final Kind kind;

  HubException(Kind kind, String message) {
    this(kind, message, null);
  }

  HubException(Kind kind, String message, @Nullable Throwable cause) {
    super(message, cause);
    this.kind = kind;
  }

  /** Why there are no files. */
  public Kind kind() {
    return kind;
  }

  /** The message, and a reason for operators alone: it may name paths and addresses. */
  public String detail() {
    return getCause() == null ? message() : message() + " (" + reason(getCause()) + ")";
  }

  /** Whether asking again cannot help, so that a start need not go on. */
  public boolean permanent() {
    return switch (kind) {
      case INVALID_NAME, NOT_FOUND, FORBIDDEN -> true;
      case OFFLINE, NETWORK, REMOTE_CODE, TOO_LARGE, INVALID_FILE, CACHE -> false;
    };
  }

  private String message() {
    return Objects.requireNonNull(getMessage());
  }

  private static String reason(Throwable cause) {
    if (cause instanceof AccessDeniedException denied) {
      return denied.getFile() + ": permission denied";
    }
    String reason = cause.getMessage();
    // what follows a URL's question mark may be a signature
    return reason == null
        ? cause.getClass().getSimpleName()
        : reason.replaceAll("(https?://[^\\s?]*)\\?\\S*", "$1");
  }
}
