package dev.rolloutserver.registry;

/** There is nobody left to answer; the rollout that was waited for is another caller's. */
public final class CallerLeft extends RuntimeException {
  private static final long serialVersionUID = 1;

  CallerLeft() {
    super("the caller has left");
  }
}
