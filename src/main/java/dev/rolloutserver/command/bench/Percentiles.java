package dev.rolloutserver.command.bench;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Percentiles by nearest rank, in milliseconds; null where there was nothing to rank.
 *
 * @param count how many values were ranked
 */
record Percentiles(int count, @Nullable Double p50, @Nullable Double p90, @Nullable Double p99) {
  private static final double NANOS = 1e6;

  /** Those of these times. */
  static Percentiles ofNanos(List<Long> times) {
    List<Long> sorted = times.stream().sorted().toList();
    return new Percentiles(sorted.size(), at(sorted, 50), at(sorted, 90), at(sorted, 99));
  }

  private static @Nullable Double at(List<Long> sorted, int percent) {
    if (sorted.isEmpty()) {
      return null;
    }
    int rank = Math.ceilDiv(sorted.size() * percent, 100);
    return sorted.get(Math.max(rank, 1) - 1) / NANOS;
  }
}
