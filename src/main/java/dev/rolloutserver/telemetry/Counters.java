package dev.rolloutserver.telemetry;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Counters of one name, one for each combination of its one or two label values; looked up once,
 * then kept. The caller bounds their number.
 */
final class Counters {
  private final Function<String[], Recorder> create;
  private final Map<String, Known> byValue = new ConcurrentHashMap<>();
  private final Map<String, Counters> byFirst = new ConcurrentHashMap<>();

  /** What was counted first: it is mostly that, and then no text is hashed. */
  private volatile @Nullable Known usual;

  private record Known(String value, Recorder count) {}

  Counters(Function<String[], Recorder> create) {
    this.create = create;
  }

  /** Shows the counter of these values from now on, before anything is counted. */
  void show(String... values) {
    if (values.length == 1) {
      known(values[0]);
    } else {
      within(values[0]).known(values[1]);
    }
  }

  /** The counter of the only label's value. */
  Recorder of(String value) {
    Known same = usual;
    if (same != null && same.value.equals(value)) {
      return same.count;
    }
    Known known = known(value);
    if (same == null) {
      usual = known;
    }
    return known.count;
  }

  /** The counter of these values, in the order of the labels. */
  Recorder of(String first, String second) {
    return within(first).of(second);
  }

  private Known known(String value) {
    Known known = byValue.get(value);
    return known != null
        ? known
        : byValue.computeIfAbsent(value, key -> new Known(key, create.apply(new String[] {key})));
  }

  private Counters within(String first) {
    Counters known = byFirst.get(first);
    return known != null
        ? known
        : byFirst.computeIfAbsent(
            first, key -> new Counters(rest -> create.apply(new String[] {key, rest[0]})));
  }
}
