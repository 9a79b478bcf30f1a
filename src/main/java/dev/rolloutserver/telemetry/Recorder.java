package dev.rolloutserver.telemetry;

import java.time.Duration;

/** Where one meter is told something. */
record Recorder(Journal journal, int meter) {
  void increment() {
    journal.add(meter, 1);
  }

  void add(long count) {
    journal.add(meter, count);
  }

  void record(Duration time) {
    journal.add(meter, time.toNanos());
  }
}
