package dev.rolloutserver.simulation;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the simulated model says in one turn.
 *
 * @param content the text; null where there are only calls
 * @param calls the tool calls, in order
 * @param drift what becomes of the turn's tokens in the next prompt
 */
public record Turn(@Nullable String content, List<Call> calls, Drift drift) {
  public Turn {
    calls = List.copyOf(calls);
    if (content == null && calls.isEmpty()) {
      throw new IllegalArgumentException("A turn must have a content or calls");
    }
  }

  /** A tool call; its arguments are a JSON text or an object. */
  public record Call(String name, Object arguments) {}

  /** A turn with a text alone. */
  public static Turn saying(String content) {
    return new Turn(content, List.of(), Drift.NONE);
  }

  /** A turn with a text, or null, and calls. */
  public static Turn calling(@Nullable String content, Call... calls) {
    return new Turn(content, List.of(calls), Drift.NONE);
  }

  /** The same turn with this drift. */
  public Turn with(Drift drift) {
    return new Turn(content, calls, drift);
  }
}
