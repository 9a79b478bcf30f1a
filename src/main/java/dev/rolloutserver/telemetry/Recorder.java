package dev.rolloutserver.telemetry;

import java.time.Duration;
import java.util.function.LongConsumer;

/**
 * Where a meter, or some together, are told something: at once, or by way of a rollout's page.
 *
 * @param direct takes a count, or nanoseconds; from many threads
 * @param gathering takes the same, from whoever tells the meters what is on pages
 */
record Recorder(LongConsumer direct, LongConsumer gathering) {
  void increment() {
    direct.accept(1);
  }

  void add(long count) {
    direct.accept(count);
  }

  void record(Duration time) {
    direct.accept(time.toNanos());
  }

  void increment(Journal.Page page) {
    page.add(gathering, 1);
  }

  void add(Journal.Page page, long count) {
    page.add(gathering, count);
  }

  void record(Journal.Page page, Duration time) {
    page.add(gathering, time.toNanos());
  }

  /** Tells another one the same. */
  Recorder and(Recorder other) {
    return new Recorder(
        value -> {
          direct.accept(value);
          other.direct.accept(value);
        },
        value -> {
          gathering.accept(value);
          other.gathering.accept(value);
        });
  }

  /** Tells another one that it happened once. */
  Recorder counting(Recorder times) {
    return and(new Recorder(_ -> times.direct.accept(1), _ -> times.gathering.accept(1)));
  }
}
