package dev.rolloutserver.rollout;

import java.time.Duration;

/** Hears the steps of one rollout, on the thread that runs it. */
public interface RolloutObserver {
  /** A call of the trainer has ended; it was answered, or failed. */
  default void trainerCalled(Duration time, boolean answered) {}

  /** A tool call has ended. */
  default void toolCalled(String tool, Duration time, boolean failed) {}

  /** The trainer's ids were compared with the mask; the class is clean, realign or fork. */
  default void tokensChecked(String tokenClass) {}

  /** The rollout has ended. */
  default void ended(RolloutOutcome outcome) {}
}
