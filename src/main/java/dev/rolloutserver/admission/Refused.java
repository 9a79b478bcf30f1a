package dev.rolloutserver.admission;

import java.time.Duration;
import java.util.Locale;

/** A rollout that may not start; {@link #reason()} says why. Another try later may succeed. */
public final class Refused extends RuntimeException {
  private static final long serialVersionUID = 1;

  /** Why a rollout may not start; {@link #wireName()} is what workers and metrics see. */
  public enum Reason {
    /** As many wait as may. */
    QUEUE_FULL,
    /** It has waited for as long as it may. */
    QUEUE_TIMEOUT,
    /** Requests and conversations take as much memory as they may. */
    CONVERSATION_BYTES,
    /** It alone takes more memory than there may be: no other try will succeed. */
    TOO_LARGE,
    /** The server takes nothing new. */
    DRAINING;

    /** Such as {@code queue_full}. */
    public String wireName() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  private final Reason reason;
  private final Duration retryAfter;

  Refused(Reason reason, Duration retryAfter, String message) {
    super(message);
    this.reason = reason;
    this.retryAfter = retryAfter;
  }

  /** Why the rollout may not start. */
  public Reason reason() {
    return reason;
  }

  /** When another try is worth it, in whole seconds; zero where none is. */
  public Duration retryAfter() {
    return retryAfter;
  }
}
