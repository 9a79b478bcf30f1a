package dev.rolloutserver.command.bench;

/**
 * How things stand at an instant.
 *
 * @param nanos the instant, by {@link System#nanoTime}
 * @param calls model calls that the trainer has answered
 * @param generator this process, which asks for the rollouts
 */
record Snapshot(
    long nanos, long calls, ProcessUse server, ProcessUse trainer, ProcessUse generator) {}
