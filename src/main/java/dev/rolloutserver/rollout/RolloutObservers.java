package dev.rolloutserver.rollout;

/** Gives each rollout what hears its steps. Safe for use by many threads. */
@FunctionalInterface
public interface RolloutObservers {
  /** Hears nothing. */
  RolloutObservers NONE = _ -> RolloutObserver.NONE;

  /**
   * A rollout was asked for and waits for its permit; called on the thread that will run it.
   *
   * @param notes empty so far
   */
  RolloutObserver queued(RolloutNotes notes);

  /** One was refused before it was read; nobody knows what it asked for. */
  default void refusedUnread() {}
}
