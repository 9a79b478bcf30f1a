package dev.rolloutserver.admission;

import java.time.Duration;

/** A rollout that may not start; {@link #reason()} says why. Another try later may succeed. */
public final class Refused extends RuntimeException {
  private static final long serialVersionUID = 1;
  private static final Duration RETRY = Duration.ofSeconds(5);

  /** Why a rollout may not start. */
  public enum Reason {
    /** As many wait as may. */
    QUEUE_FULL,
    /** It has waited for as long as it may. */
    QUEUE_TIMEOUT,
    /** The server takes nothing new. */
    DRAINING
  }

  private final Reason reason;

  Refused(Reason reason, String message) {
    super(message);
    this.reason = reason;
  }

  /** Why the rollout may not start. */
  public Reason reason() {
    return reason;
  }

  /** When another try is worth it. */
  public Duration retryAfter() {
    return RETRY;
  }
}
