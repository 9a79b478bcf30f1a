package dev.rolloutserver.rollout;

import dev.rolloutserver.conversation.ToolCall;
import dev.rolloutserver.tools.ToolResult;

/**
 * What came of a tool call.
 *
 * @param time that it took, in nanoseconds
 */
public record ToolAnswer(ToolCall call, ToolResult result, long time) {}
