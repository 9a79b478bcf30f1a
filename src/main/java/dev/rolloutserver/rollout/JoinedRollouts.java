package dev.rolloutserver.rollout;

/** Three that hear of the same rollouts, one told after the other. */
record JoinedRollouts(RolloutObservers first, RolloutObservers second, RolloutObservers third)
    implements RolloutObservers {
  @Override
  public RolloutObserver queued(RolloutSpec spec) {
    return new JoinedObservers(first.queued(spec), second.queued(spec), third.queued(spec));
  }

  @Override
  public void refusedUnread() {
    first.refusedUnread();
    second.refusedUnread();
    third.refusedUnread();
  }
}
