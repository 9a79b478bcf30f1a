package dev.rolloutserver.command.bench;

import org.jspecify.annotations.Nullable;

/**
 * A rollout as the worker has seen it.
 *
 * @param start when it was asked for, by {@link System#nanoTime}
 * @param end when its answer was there
 * @param failure why it was not what it should be; null where it was
 */
record Played(String rolloutId, long start, long end, @Nullable String failure) {}
