package dev.rolloutserver.conversation;

import org.jspecify.annotations.Nullable;

/**
 * A tool that the model wants run.
 *
 * @param id what its result refers to
 * @param name name of the function
 * @param arguments as the model gave them: a JSON text or an object; anything else is its mistake
 */
public record ToolCall(String id, String name, @Nullable Object arguments) {}
