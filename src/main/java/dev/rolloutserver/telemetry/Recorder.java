package dev.rolloutserver.telemetry;

import java.time.Duration;
import java.util.function.LongConsumer;

/**
 * Where one meter is told something: at once, or by way of a rollout's page.
 *
 * @param meter takes a count, or nanoseconds; from many threads
 */
record Recorder(LongConsumer meter) {
  void increment() {
    meter.accept(1);
  }

  void add(long count) {
    meter.accept(count);
  }

  void record(Duration time) {
    meter.accept(time.toNanos());
  }

  void increment(Journal.Page page) {
    page.add(meter, 1);
  }

  void add(Journal.Page page, long count) {
    page.add(meter, count);
  }

  void record(Journal.Page page, Duration time) {
    page.add(meter, time.toNanos());
  }
}
