package dev.rolloutserver.rollout;

import java.util.List;

/** Gives each rollout what hears its steps. Safe for use by many threads. */
@FunctionalInterface
public interface RolloutObservers {
  /** Hears nothing. */
  RolloutObservers NONE = (_, _) -> RolloutObserver.NONE;

  /**
   * A rollout was asked for and waits for its permit; called on the thread that will run it.
   *
   * @param trainer its {@link TrainerOrigin}
   */
  RolloutObserver queued(RolloutSpec spec, String trainer);

  /** One was refused before it was read; nobody knows what it asked for. */
  default void refusedUnread() {}

  /**
   * All of these, told one after the other.
   *
   * @param traces gives each rollout its trace; {@link #NONE} where they have none
   */
  static RolloutObservers together(List<RolloutObservers> all, RolloutObservers traces) {
    return all.isEmpty() && traces.equals(NONE) ? NONE : new JoinedRollouts(all, traces);
  }
}
