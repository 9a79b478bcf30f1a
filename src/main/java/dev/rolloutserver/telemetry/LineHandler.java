package dev.rolloutserver.telemetry;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import java.util.logging.ErrorManager;
import java.util.logging.Formatter;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;

/**
 * Writes lines of the log in a thread of its own, many at once where many come. Nobody waits for
 * it: where whoever reads them is too slow, lines are dropped, and the log says how many. What
 * comes after the end is written at once.
 */
final class LineHandler extends Handler {
  /** Bytes of lines that wait to be written. */
  static final int MAX_WAITING = 8 * 1024 * 1024;

  /** How long lines are gathered; a warning does not wait. */
  private static final Duration GATHERING = Duration.ofMillis(40);

  private static final Duration LAST_LINES = Duration.ofSeconds(2);

  private final OutputStream out;
  private final int maxWaiting;
  private final Thread writer = Thread.ofPlatform().daemon().name("log").unstarted(this::run);

  /** Guards what follows. */
  private final ReentrantLock lock = new ReentrantLock();

  private final Condition changed = lock.newCondition();
  private final ByteArrayOutputStream waiting = new ByteArrayOutputStream();
  private long dropped;
  private boolean closing;
  private boolean closed;

  private LineHandler(OutputStream out, Formatter formatter, int maxWaiting) {
    this.out = out;
    this.maxWaiting = maxWaiting;
    setFormatter(formatter);
  }

  /** A handler that writes to this stream until it is closed, and leaves it open then. */
  static LineHandler to(OutputStream out, Formatter formatter) {
    return to(out, formatter, MAX_WAITING);
  }

  static LineHandler to(OutputStream out, Formatter formatter, int maxWaiting) {
    LineHandler handler = new LineHandler(out, formatter, maxWaiting);
    handler.writer.start();
    return handler;
  }

  @Override
  public void publish(LogRecord line) {
    if (!isLoggable(line)) {
      return;
    }
    byte[] bytes;
    try {
      bytes = getFormatter().format(line).getBytes(StandardCharsets.UTF_8);
    } catch (RuntimeException e) {
      reportError(null, e, ErrorManager.FORMAT_FAILURE);
      return;
    }
    add(bytes, line.getLevel().intValue() >= Level.WARNING.intValue());
  }

  /** Does nothing: lines are written soon in any case. */
  @Override
  public void flush() {}

  /** Writes what waits, within a limit of time. */
  @Override
  public void close() {
    lock.lock();
    try {
      closing = true;
      changed.signal();
    } finally {
      lock.unlock();
    }
    LockSupport.unpark(writer);
    try {
      writer.join(LAST_LINES);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void add(byte[] line, boolean urgent) {
    lock.lock();
    try {
      if (closed) {
        write(line);
      } else if (waiting.size() + line.length > maxWaiting) {
        dropped++;
      } else {
        waiting.writeBytes(line);
        changed.signal();
      }
    } finally {
      lock.unlock();
    }
    if (urgent) {
      LockSupport.unpark(writer);
    }
  }

  private void run() {
    try {
      for (byte[] lines = next(); lines.length > 0; lines = next()) {
        write(lines);
        LockSupport.parkNanos(GATHERING.toNanos());
      }
    } catch (InterruptedException e) {
      // nobody does that
    } finally {
      writtenAtOnce();
    }
  }

  /** Nobody writes what waits any more, also where memory ran out. */
  private void writtenAtOnce() {
    lock.lock();
    try {
      closed = true;
    } finally {
      lock.unlock();
    }
  }

  /** What waits, as soon as there is something; empty at the end. */
  private byte[] next() throws InterruptedException {
    lock.lock();
    try {
      while (waiting.size() == 0 && !closing) {
        changed.await();
      }
      if (dropped > 0) {
        waiting.writeBytes(lineOf(dropped).getBytes(StandardCharsets.UTF_8));
        dropped = 0;
      }
      closed = waiting.size() == 0;
      byte[] lines = waiting.toByteArray();
      waiting.reset();
      return lines;
    } finally {
      lock.unlock();
    }
  }

  private String lineOf(long lost) {
    LogRecord line =
        new LogRecord(
            Level.WARNING, lost + " lines of the log were dropped: whoever reads them is too slow");
    line.setLoggerName(LineHandler.class.getName());
    return getFormatter().format(line);
  }

  private void write(byte[] lines) {
    try {
      out.write(lines);
      out.flush();
    } catch (IOException | RuntimeException e) {
      reportError(null, e, ErrorManager.WRITE_FAILURE);
    }
  }
}
