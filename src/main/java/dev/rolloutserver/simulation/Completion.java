package dev.rolloutserver.simulation;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * An answered model call.
 *
 * @param rolloutId whose
 * @param turn its number in the rollout, from 0
 * @param mask what the caller sent; null in a first call
 * @param promptIds tokens of the prompt
 * @param tokenIds tokens that the simulated model sampled
 * @param message what they say, as an assistant message
 */
@SuppressWarnings("ArrayRecordComponent") // ids that are only read, never compared
public record Completion(
    String rolloutId,
    int turn,
    @Nullable List<?> mask,
    int[] promptIds,
    int[] tokenIds,
    Map<String, @Nullable Object> message) {
  boolean callsTools() {
    return message.containsKey("tool_calls");
  }
}
