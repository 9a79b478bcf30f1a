package dev.rolloutserver.trainer;

import java.time.Duration;

/**
 * How trainers are called.
 *
 * @param callTimeout for one attempt, from the connection to the end of the answer
 * @param retries when there is another attempt
 * @param breaker when there is none for a while
 */
public record TrainerSettings(
    Duration callTimeout, RetrySettings retries, BreakerSettings breaker) {}
