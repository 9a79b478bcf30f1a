package dev.rolloutserver.rollout;

import java.util.Locale;

/** Why a rollout came to its end. */
public enum FinishReason {
  /** The model called no tool. */
  STOP,
  /** The model has had all its turns. */
  MAX_TURNS,
  /** The model has produced all its tokens. */
  MAX_TOKENS;

  private final String wireName = name().toLowerCase(Locale.ROOT);

  /** Such as {@code max_turns}. */
  public String wireName() {
    return wireName;
  }
}
