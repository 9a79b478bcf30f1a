package dev.rolloutserver.telemetry;

import dev.rolloutserver.record.RecordObserver;

/** Counts what becomes of records that are written to files. */
record RecordMeters(Recorder lines, Recorder droppedLines, Recorder lostLines)
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
