package dev.rolloutserver.telemetry;

import dev.rolloutserver.record.RecordObserver;
import io.helidon.metrics.api.Counter;

/** Counts what becomes of records that are written to files. */
record RecordMeters(Counter lines, Counter droppedLines, Counter lostLines)
    implements RecordObserver {
  @Override
  public void written() {
    lines.increment();
  }

  @Override
  public void dropped() {
    droppedLines.increment();
  }

  @Override
  public void failed() {
    lostLines.increment();
  }
}
