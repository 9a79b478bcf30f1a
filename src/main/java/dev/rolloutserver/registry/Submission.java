package dev.rolloutserver.registry;

import dev.rolloutserver.admission.HeldMemory;
import dev.rolloutserver.rollout.RolloutSpec;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** A rollout that a caller asks for. For one thread. */
public final class Submission {
  private final BodyDigest digest;
  private final HeldMemory memory;
  private final Function<Ended, byte[]> answer;
  private @Nullable RolloutSpec spec;

  /**
   * Asks for this.
   *
   * @param digest of the request: only the same one joins a rollout that runs
   * @param memory of the request and its rollout; whoever took it gives it back
   * @param answer what its callers are answered
   */
  public Submission(
      RolloutSpec spec, BodyDigest digest, HeldMemory memory, Function<Ended, byte[]> answer) {
    this.spec = spec;
    this.digest = digest;
    this.memory = memory;
    this.answer = answer;
  }

  RolloutSpec spec() {
    if (spec == null) {
      throw new IllegalStateException("another rollout was joined");
    }
    return spec;
  }

  BodyDigest digest() {
    return digest;
  }

  /** What the rollout holds. */
  public HeldMemory memory() {
    return memory;
  }

  Function<Ended, byte[]> answer() {
    return answer;
  }

  /** Keeps nothing of what was asked for: another one's rollout is the same. */
  void joined() {
    spec = null;
    memory.close();
  }

  @Override
  public String toString() {
    return spec == null ? "joined" : spec.toString();
  }
}
