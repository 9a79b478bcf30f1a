package dev.rolloutserver.rollout;

/** The deadline of the whole rollout has passed between two steps. */
final class RolloutTimeout extends RuntimeException {
  private static final long serialVersionUID = 1;
}
