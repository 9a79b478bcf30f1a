package dev.rolloutserver.command;

import java.time.Clock;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What the command line of {@code render} says about every rendering.
 *
 * @param overrides variables that win over those of the conversation
 * @param spans whether the places of generation blocks are asked for
 */
record RenderDefaults(Map<String, @Nullable Object> overrides, Clock clock, boolean spans) {}
