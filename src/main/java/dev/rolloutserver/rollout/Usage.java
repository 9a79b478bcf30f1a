package dev.rolloutserver.rollout;

import java.time.Duration;

/**
 * What a rollout took.
 *
 * @param total from its start to its end, without the wait for a permit
 * @param trainer spent waiting for the trainer
 * @param tools spent waiting for tools
 * @param attempts times that the trainer was asked
 * @param calls calls of the trainer that were answered
 * @param toolCalls tool calls that were answered
 * @param promptTokens sum over the calls, by the trainer's count
 * @param responseTokens sum over the calls
 * @param maxContextTokens the largest prompt and response of one call
 * @param lengthLimitedTurns turns that the trainer cut
 */
public record Usage(
    Duration total,
    Duration trainer,
    Duration tools,
    int attempts,
    int calls,
    int toolCalls,
    long promptTokens,
    long responseTokens,
    long maxContextTokens,
    int lengthLimitedTurns) {}
