package dev.rolloutserver.registry;

/** A rollout of this id runs already, asked for by another request. */
public final class IdInUse extends RuntimeException {
  private static final long serialVersionUID = 1;

  IdInUse() {
    super("A rollout with this rollout_id runs already, and was asked for with another body");
  }
}
