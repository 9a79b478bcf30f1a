package dev.rolloutserver.registry;

import java.util.Locale;

/** Why a rollout was to end early; {@link #wireName()} is what metrics see. */
public enum CancelCause {
  /** Its last caller has hung up. */
  CALLER_LEFT,
  /** Someone asked for it. */
  REQUESTED,
  /** The server stops. */
  SHUTDOWN;

  /** Such as {@code caller_left}. */
  public String wireName() {
    return name().toLowerCase(Locale.ROOT);
  }
}
