package dev.rolloutserver.telemetry;

import dev.rolloutserver.record.RecordObserver;
import java.util.concurrent.atomic.LongAdder;

/** Counts what becomes of records that are written to files. */
record RecordMeters(LongAdder lines, LongAdder droppedLines, LongAdder lostLines)
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
