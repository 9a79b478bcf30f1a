package dev.rolloutserver.rollout;

import java.util.List;

/** Some that hear of the same rollouts, one told after the other. */
record JoinedRollouts(List<RolloutObservers> all) implements RolloutObservers {
  JoinedRollouts {
    all = List.copyOf(all);
  }

  @Override
  public RolloutObserver queued(RolloutSpec spec) {
    RolloutObserver[] observers = new RolloutObserver[all.size()];
    for (int i = 0; i < observers.length; i++) {
      observers[i] = all.get(i).queued(spec);
    }
    return new JoinedObservers(observers);
  }

  @Override
  public void refusedUnread() {
    all.forEach(RolloutObservers::refusedUnread);
  }
}
