package dev.rolloutserver.command.bench;

import java.time.Duration;
import java.util.OptionalLong;

/**
 * How each cell is played.
 *
 * @param warmUp what is played before anything counts
 * @param window how long it counts
 * @param rollouts how many are played instead of a window; 0 for a window
 * @param latency how long the simulated model thinks
 */
record BenchPlan(Duration warmUp, Duration window, long rollouts, Duration latency) {
  private static final Duration WORK = Duration.ofMinutes(2);

  /** How many rollouts are played; empty where time decides. */
  OptionalLong count() {
    return rollouts == 0 ? OptionalLong.empty() : OptionalLong.of(rollouts);
  }

  /** Longest wait for a rollout of so many calls. */
  Duration patience(int calls) {
    return WORK.plus(latency.multipliedBy(2L * calls));
  }
}
