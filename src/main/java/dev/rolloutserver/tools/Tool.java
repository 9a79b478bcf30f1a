package dev.rolloutserver.tools;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Something that the model can have run. Many calls may run at once. */
public interface Tool {
  /** What the model calls it by. */
  String name();

  /** Its element in the list of {@code GET /tools}: name, description, schema of the arguments. */
  Map<String, Object> definition();

  /** Whether a call only computes, for a moment, and never waits: it needs no thread of its own. */
  default boolean instant() {
    return false;
  }

  /**
   * Runs it once.
   *
   * @param arguments values as {@code json} reads them
   * @return what the model is told
   * @throws ToolException if there is no result; its message is for the model
   */
  String call(Map<String, @Nullable Object> arguments);
}
