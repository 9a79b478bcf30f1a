package dev.rolloutserver.trainer;

import java.time.Duration;

/**
 * How trainers are called.
 *
 * @param callTimeout for one attempt, from the connection to the end of the answer
 * @param retries when there is another attempt
 */
public record TrainerSettings(Duration callTimeout, RetrySettings retries) {}
