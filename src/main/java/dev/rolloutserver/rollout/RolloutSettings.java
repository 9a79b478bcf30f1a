package dev.rolloutserver.rollout;

import java.time.Duration;

/**
 * What a rollout may take, and what drift means for it.
 *
 * @param rolloutTimeout for the whole rollout
 * @param toolTimeout for one tool call
 * @param loopGuard how often the same tool call may be made in a row; 0 for as often as it is
 * @param onTokenDrift what happens when the trainer's ids contradict the mask
 */
public record RolloutSettings(
    Duration rolloutTimeout, Duration toolTimeout, int loopGuard, OnTokenDrift onTokenDrift) {
  /** What happens when the trainer's ids contradict the mask. */
  public enum OnTokenDrift {
    /** The rollout goes on; the answer, the log and a counter say so. */
    FLAG,
    /** The rollout ends with {@code token_drift}. */
    FAIL
  }
}
