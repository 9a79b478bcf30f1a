package dev.rolloutserver.rollout;

import java.time.Duration;

/** Hears the steps of one rollout, on the thread that runs it. */
public interface RolloutObserver {
  /**
   * The trainer was asked, perhaps not for the first time in this turn; the result is ok or the
   * kind of the failure.
   */
  default void trainerAttempted(String result) {}

  /** A call of the trainer has ended; it was answered, or failed. */
  default void trainerCalled(Duration time, boolean answered) {}

  /** A tool call has ended. */
  default void toolCalled(String tool, Duration time, boolean failed) {}

  /** The trainer's ids were compared with the mask; the class is clean, realign or fork. */
  default void tokensChecked(String tokenClass) {}

  /** The rollout has ended. */
  default void ended(RolloutOutcome outcome) {}
}
