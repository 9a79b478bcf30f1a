package dev.rolloutserver.telemetry;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Function;

/**
 * Counters of one name, one for each combination of its one or two label values; looked up once,
 * then kept. The caller bounds their number.
 */
final class Counters {
  private final Function<String[], LongAdder> create;
  private final Map<String, LongAdder> byValue = new ConcurrentHashMap<>();
  private final Map<String, Counters> byFirst = new ConcurrentHashMap<>();

  Counters(Function<String[], LongAdder> create) {
    this.create = create;
  }

  /** The counter of the only label's value. */
  LongAdder of(String value) {
    LongAdder known = byValue.get(value);
    return known != null
        ? known
        : byValue.computeIfAbsent(value, key -> create.apply(new String[] {key}));
  }

  /** The counter of these values, in the order of the labels. */
  LongAdder of(String first, String second) {
    Counters known = byFirst.get(first);
    return (known != null ? known : byFirst.computeIfAbsent(first, this::within)).of(second);
  }

  private Counters within(String first) {
    return new Counters(rest -> create.apply(new String[] {first, rest[0]}));
  }
}
