package dev.rolloutserver.rollout;

import java.time.Duration;
import java.util.function.LongSupplier;

/** Counts what a rollout takes while it runs. */
final class Tally {
  private final LongSupplier nanoClock;
  private final long start;
  private long trainerNanos;
  private long toolNanos;
  private int attempts;
  private int calls;
  private int toolCalls;
  private long promptTokens;
  private long responseTokens;
  private long maxContextTokens;
  private int lengthLimitedTurns;

  Tally(LongSupplier nanoClock) {
    this.nanoClock = nanoClock;
    this.start = nanoClock.getAsLong();
  }

  long now() {
    return nanoClock.getAsLong();
  }

  /** Adds the time since then; returns it, in nanoseconds. */
  long waitedForTrainer(long since) {
    long nanos = now() - since;
    trainerNanos += nanos;
    return nanos;
  }

  void waitedForTools(long since) {
    toolNanos += now() - since;
  }

  void attempted() {
    attempts++;
  }

  void answered(int prompt, int response, boolean lengthLimited) {
    calls++;
    promptTokens += prompt;
    responseTokens += response;
    maxContextTokens = Math.max(maxContextTokens, (long) prompt + response);
    lengthLimitedTurns += lengthLimited ? 1 : 0;
  }

  void toolAnswered() {
    toolCalls++;
  }

  long responseTokens() {
    return responseTokens;
  }

  Usage usage() {
    return new Usage(
        Duration.ofNanos(now() - start),
        Duration.ofNanos(trainerNanos),
        Duration.ofNanos(toolNanos),
        attempts,
        calls,
        toolCalls,
        promptTokens,
        responseTokens,
        maxContextTokens,
        lengthLimitedTurns);
  }
}
