package dev.rolloutserver.trainer;

import java.time.Duration;

/**
 * When a trainer that only fails is left alone.
 *
 * @param failures calls in a row that fail before it is; 0 for never
 * @param pause how long it is, before one call tries it again
 */
public record BreakerSettings(int failures, Duration pause) {}
