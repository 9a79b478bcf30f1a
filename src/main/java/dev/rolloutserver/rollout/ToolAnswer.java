package dev.rolloutserver.rollout;

import dev.rolloutserver.conversation.ToolCall;
import dev.rolloutserver.tools.ToolResult;

/**
 * What came of a tool call.
 *
 * @param tool that was called, by its own name, which is the same object in all answers of one that
 *     is built in; as the model named it where there is none
 * @param time that it took, in nanoseconds
 */
public record ToolAnswer(ToolCall call, String tool, ToolResult result, long time) {}
