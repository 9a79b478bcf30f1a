package dev.rolloutserver.rollout;

import java.util.List;

/**
 * Some that hear of the same rollouts, one told after the other, and whoever follows their traces.
 */
record JoinedRollouts(List<RolloutObservers> all, RolloutObservers traces)
    implements RolloutObservers {
  JoinedRollouts {
    all = List.copyOf(all);
  }

  @Override
  public RolloutObserver queued(RolloutSpec spec, String trainer) {
    RolloutObserver[] observers = new RolloutObserver[all.size()];
    for (int i = 0; i < observers.length; i++) {
      observers[i] = all.get(i).queued(spec, trainer);
    }
    return new JoinedObservers(observers, traces.queued(spec, trainer));
  }

  @Override
  public void refusedUnread() {
    all.forEach(RolloutObservers::refusedUnread);
  }
}
