package dev.rolloutserver.http;

import io.helidon.common.buffers.BufferData;
import io.helidon.common.buffers.DataWriter;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Writes to a caller that has to take what is written in time: one that reads nothing is cut off.
 */
final class TimedWriter implements DataWriter {
  private final DataWriter writer;
  private final long timeoutNanos;
  private @Nullable Thread writing;
  private long since;
  private boolean cut;

  TimedWriter(DataWriter writer, Duration timeout) {
    this.writer = writer;
    this.timeoutNanos = timeout.toNanos();
  }

  /** Cuts the caller off if it is late. */
  synchronized void check(long now) {
    if (writing != null && !cut && now - since >= timeoutNanos) {
      cut = true;
      writing.interrupt();
    }
  }

  @Override
  public void write(BufferData... buffers) {
    begin();
    try {
      writer.write(buffers);
    } finally {
      end();
    }
  }

  @Override
  public void write(BufferData buffer) {
    begin();
    try {
      writer.write(buffer);
    } finally {
      end();
    }
  }

  @Override
  public void writeNow(BufferData... buffers) {
    begin();
    try {
      writer.writeNow(buffers);
    } finally {
      end();
    }
  }

  @Override
  public void writeNow(BufferData buffer) {
    begin();
    try {
      writer.writeNow(buffer);
    } finally {
      end();
    }
  }

  @Override
  public void flush() {
    begin();
    try {
      writer.flush();
    } finally {
      end();
    }
  }

  @Override
  public void close() {
    writer.close();
  }

  private synchronized void begin() {
    writing = Thread.currentThread();
    since = System.nanoTime();
  }

  private synchronized void end() {
    writing = null;
    if (cut) {
      // it has closed the connection; no interrupt may meet what this thread does next
      Thread.interrupted();
    }
  }
}
