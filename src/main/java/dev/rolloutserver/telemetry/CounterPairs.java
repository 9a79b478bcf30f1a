package dev.rolloutserver.telemetry;

import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.BiFunction;

/**
 * Counters of one name with two labels: of the first one only these values are told apart, any
 * other is OTHER; the caller bounds those of the second.
 */
final class CounterPairs {
  static final String OTHER = "OTHER";

  private final Map<String, Counters> byFirst = new HashMap<>();
  private final Counters others;

  CounterPairs(Set<String> firsts, BiFunction<String, String, Recorder> create) {
    firsts.forEach(
        first -> byFirst.put(first, new Counters(second -> create.apply(first, second))));
    this.others =
        byFirst.computeIfAbsent(
            OTHER, first -> new Counters(second -> create.apply(first, second)));
  }

  /** Those of this value of the first label. */
  Counters of(String first) {
    return byFirst.getOrDefault(first, others);
  }

  Recorder of(String first, String second) {
    return of(first).of(second);
  }
}
