package dev.rolloutserver.rollout;

import dev.rolloutserver.conversation.ToolCall;
import dev.rolloutserver.tools.ToolResult;
import java.time.Duration;

/**
 * What came of a tool call.
 *
 * @param time that it took
 */
public record ToolAnswer(ToolCall call, ToolResult result, Duration time) {}
