package dev.rolloutserver.rollout;

import java.util.List;

/** Gives each rollout what hears its steps. Safe for use by many threads. */
@FunctionalInterface
public interface RolloutObservers {
  /** A rollout was asked for and waits for its permit; called on the thread that will run it. */
  RolloutObserver queued(RolloutSpec spec);

  /** One was refused before it was read; nobody knows what it asked for. */
  default void refusedUnread() {}

  /** All of these, told one after the other. */
  static RolloutObservers together(List<RolloutObservers> all) {
    return all.size() == 1 ? all.getFirst() : new JoinedRollouts(all);
  }
}
