package dev.rolloutserver.record;

/**
 * Hears what becomes of lines that are written to files. Called by many threads; must not block.
 */
public interface RecordObserver {
  /** Hears nothing. */
  RecordObserver NONE = new RecordObserver() {};

  /** A line is in the file. */
  default void written() {}

  /** There was no room for a line to wait in. */
  default void dropped() {}

  /** A line could not be written. */
  default void failed() {}
}
