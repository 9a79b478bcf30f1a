package dev.rolloutserver.telemetry;

import java.time.Duration;

/** Where a meter, or some together, are told something. Safe for use by many threads. */
@FunctionalInterface
interface Recorder {
  /** Takes a count, or nanoseconds. */
  void add(long value);

  default void increment() {
    add(1);
  }

  default void record(Duration time) {
    add(time.toNanos());
  }

  /** Tells another one the same. */
  default Recorder and(Recorder other) {
    return value -> {
      add(value);
      other.add(value);
    };
  }

  /** Tells another one that it happened once. */
  default Recorder counting(Recorder times) {
    return and(_ -> times.increment());
  }
}
