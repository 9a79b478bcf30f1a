package dev.rolloutserver.trainer;

import java.time.Duration;
import java.util.Optional;

/**
 * When a trainer is asked again.
 *
 * @param maxAttempts of a turn; those that were told when to come back do not count, nor those that
 *     found no connection
 * @param connectRetry how long a connection is tried for; empty means until the rollout's deadline
 * @param delay longest wait before the second attempt; it doubles with each
 * @param maxDelay what it grows to
 * @param maxRetryAfter longest wait that a trainer may ask for
 * @param idempotent whether trainers honour an Idempotency-Key, so that a request that was not
 *     answered may be sent again
 */
public record RetrySettings(
    int maxAttempts,
    Optional<Duration> connectRetry,
    Duration delay,
    Duration maxDelay,
    Duration maxRetryAfter,
    boolean idempotent) {}
