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

  void increment(Journal.Page page) {
    page.add(this, 1);
  }

  void add(Journal.Page page, long count) {
    page.add(this, count);
  }

  void record(Journal.Page page, Duration time) {
    page.add(this, time.toNanos());
  }
}
