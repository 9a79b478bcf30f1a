package dev.rolloutserver.telemetry;

import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Function;

/** Counters of one name, one for each combination of label values; looked up once, then kept. */
final class Counters {
  private final Function<String[], LongAdder> create;
  private final Map<List<String>, LongAdder> counters = new ConcurrentHashMap<>();

  Counters(Function<String[], LongAdder> create) {
    this.create = create;
  }

  /** The counter of these values, in the order of the labels; the caller bounds their number. */
  LongAdder of(String... values) {
    return counters.computeIfAbsent(
        List.of(values), key -> create.apply(key.toArray(String[]::new)));
  }
}
