package dev.rolloutserver.telemetry;

import io.helidon.metrics.api.Counter;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;

/** Counters of one name, one for each combination of label values; looked up once, then kept. */
final class Counters {
  private final Function<String[], Counter> create;
  private final Map<List<String>, Counter> counters = new ConcurrentHashMap<>();

  Counters(Function<String[], Counter> create) {
    this.create = create;
  }

  /** The counter of these values, in the order of the labels; the caller bounds their number. */
  Counter of(String... values) {
    return counters.computeIfAbsent(
        List.of(values), key -> create.apply(key.toArray(String[]::new)));
  }
}
