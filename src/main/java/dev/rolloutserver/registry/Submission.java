package dev.rolloutserver.registry;

import dev.rolloutserver.admission.HeldMemory;
import dev.rolloutserver.rollout.RolloutSpec;
import java.util.function.Function;

/**
 * A rollout that a caller asks for.
 *
 * @param digest of the request: only the same one joins a rollout that runs
 * @param memory of the request and its rollout; whoever took it gives it back
 * @param answer what its callers are answered
 */
public record Submission(
    RolloutSpec spec, BodyDigest digest, HeldMemory memory, Function<Ended, byte[]> answer) {
  @Override
  public String toString() {
    return spec.toString();
  }
}
