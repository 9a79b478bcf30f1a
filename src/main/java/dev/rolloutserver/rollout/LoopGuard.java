package dev.rolloutserver.rollout;

import dev.rolloutserver.conversation.ToolCall;
import dev.rolloutserver.json.Json;
import dev.rolloutserver.json.JsonException;
import dev.rolloutserver.json.JsonLimits;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Sees that the model makes the same tool call again and again: the same tool with the same
 * arguments, whether they come as a text or as an object. For one rollout.
 */
final class LoopGuard {
  private final int limit;
  private @Nullable String tool;
  private @Nullable Object arguments;
  private int repeats;
  private boolean reached;

  /** A guard that says so at this many calls in a row; never where it is 0. */
  LoopGuard(int limit) {
    this.limit = limit;
  }

  /** The model has made these calls, one after the other. */
  void called(List<ToolCall> calls) {
    for (ToolCall call : limit == 0 ? List.<ToolCall>of() : calls) {
      Object said = value(call);
      repeats = call.name().equals(tool) && Objects.equals(said, arguments) ? repeats + 1 : 1;
      tool = call.name();
      arguments = said;
      reached |= repeats >= limit;
      if (reached) {
        return;
      }
    }
  }

  /** What is told of the call that was made too often, if one was. */
  Optional<Map<String, Object>> report() {
    return reached
        ? Optional.of(Map.of("tool", Objects.requireNonNull(tool), "repeats", repeats))
        : Optional.empty();
  }

  private static @Nullable Object value(ToolCall call) {
    if (!(call.arguments() instanceof String text)) {
      return call.arguments();
    }
    try {
      return Json.read(text, JsonLimits.DEFAULT);
    } catch (JsonException e) {
      return text;
    }
  }
}
