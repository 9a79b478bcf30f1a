package dev.rolloutserver.registry;

import java.util.Locale;

/** What became of a rollout that was to be cancelled; {@link #wireName()} is what callers see. */
public enum Disposition {
  /** It waited for a permit. */
  CANCELLED_QUEUED,
  /** It ran. */
  CANCELLED_RUNNING,
  /** No rollout of this id waits or runs. */
  NOT_FOUND;

  /** Such as {@code cancelled_queued}. */
  public String wireName() {
    return name().toLowerCase(Locale.ROOT);
  }
}
