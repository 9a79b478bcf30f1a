package dev.rolloutserver.telemetry;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Counters of one name, one for each value of their label; looked up once, then kept. The caller
 * bounds their number.
 */
final class Counters {
  private final Function<String, Recorder> create;
  private final Map<String, Known> byValue = new ConcurrentHashMap<>();

  /** What was counted first: it is mostly that, and then no text is hashed. */
  private volatile @Nullable Known usual;

  private record Known(String value, Recorder count) {}

  Counters(Function<String, Recorder> create) {
    this.create = create;
  }

  /** Shows the counter of this value from now on, before anything is counted. */
  void show(String value) {
    known(value);
  }

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

  private Known known(String value) {
    Known known = byValue.get(value);
    return known != null
        ? known
        : byValue.computeIfAbsent(value, key -> new Known(key, create.apply(key)));
  }
}
