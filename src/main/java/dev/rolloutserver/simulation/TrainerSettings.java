package dev.rolloutserver.simulation;

import dev.rolloutserver.outbound.BearerKey;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * How the simulated trainer behaves.
 *
 * @param port port to bind on the loopback address, 0 for any free one
 * @param key what callers must show, if anything
 * @param latency how long a model call takes beside the work
 * @param maxSessions rollouts remembered; the one not heard of for longest is forgotten
 * @param tools what the chat template is given; empty for a trainer that gives it none
 */
public record TrainerSettings(
    int port,
    Optional<BearerKey> key,
    Duration latency,
    int maxSessions,
    List<Map<String, Object>> tools) {
  public TrainerSettings {
    tools = List.copyOf(tools);
    if (maxSessions < 1) {
      throw new IllegalArgumentException(
          "maxSessions is " + maxSessions + ", but must be at least 1");
    }
  }

  /** Any free port, no key, no latency, 10,000 rollouts. */
  public static TrainerSettings withTools(List<Map<String, Object>> tools) {
    return new TrainerSettings(0, Optional.empty(), Duration.ZERO, 10_000, tools);
  }
}
