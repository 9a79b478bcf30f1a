package dev.rolloutserver.rollout;

/** The trainer's ids contradict the mask, and the configuration wants that to fail. */
final class DriftException extends RuntimeException {
  private static final long serialVersionUID = 1;

  DriftException(int turn, String tokenClass) {
    super(
        "The trainer's prompt ids of turn "
            + turn
            + " do not extend the ids before them by the mask that was sent ("
            + tokenClass
            + "); extra_fields.token_check says where");
  }
}
