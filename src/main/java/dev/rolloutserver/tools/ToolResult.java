package dev.rolloutserver.tools;

import org.jspecify.annotations.Nullable;

/**
 * What came of a tool call.
 *
 * @param content what the model is told
 * @param failed whether the call has no result; the content then begins with {@code Error: }
 * @param cause what the log is told of a failure, null where the call succeeded
 */
public record ToolResult(String content, boolean failed, @Nullable String cause) {
  public ToolResult {
    if (failed == (cause == null)) {
      throw new IllegalArgumentException("A tool call has a cause exactly when it failed");
    }
  }

  static ToolResult success(String content) {
    return new ToolResult(content, false, null);
  }

  /** It failed: what the model is told, without the first word, and what the log is told. */
  public static ToolResult failure(String message, String cause) {
    return new ToolResult("Error: " + message, true, cause);
  }
}
