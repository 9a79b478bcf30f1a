package dev.rolloutserver.registry;

import dev.rolloutserver.admission.HeldBody;
import dev.rolloutserver.rollout.RolloutSpec;
import java.util.function.Function;

/**
 * A rollout that a caller asks for.
 *
 * @param digest of the request: only the same one joins a rollout that runs
 * @param body the memory of the request, given back when the rollout has its permit
 * @param answer what its callers are answered
 */
public record Submission(
    RolloutSpec spec, BodyDigest digest, HeldBody body, Function<Ended, byte[]> answer) {
  @Override
  public String toString() {
    return spec.toString();
  }
}
