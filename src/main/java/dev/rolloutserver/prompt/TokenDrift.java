package dev.rolloutserver.prompt;

/**
 * The first turn of a rollout whose prompt, at the trainer, does not extend the context before it.
 *
 * @param verdict REALIGN or FORK
 * @param turn which turn, from 1
 * @param firstDifference index of the first token that differs
 * @param expectedLength tokens that the mask stands for
 * @param actualLength tokens of the trainer's prompt
 * @param expectedAround text of a few tokens around the first difference, as expected
 * @param actualAround the same, as it is
 */
public record TokenDrift(
    TurnVerdict verdict,
    int turn,
    int firstDifference,
    long expectedLength,
    int actualLength,
    String expectedAround,
    String actualAround) {}
