package dev.rolloutserver.telemetry;

import dev.rolloutserver.rollout.RolloutScope;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import java.util.logging.ErrorManager;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import org.jspecify.annotations.Nullable;

/**
 * Writes lines of the log in a thread of its own, many at once where many come. Nobody waits for
 * it: where whoever reads them is too slow, lines are dropped, and the log says how many. What
 * comes after the end is written at once.
 */
final class LineHandler extends Handler {
  /** Memory of lines that wait to be written, in bytes, estimated. */
  static final int MAX_WAITING = 8 * 1024 * 1024;

  /** How long lines are gathered; a warning does not wait. */
  private static final Duration GATHERING = Duration.ofMillis(40);

  private static final Duration LAST_LINES = Duration.ofSeconds(2);

  /** Of a line beside its message. */
  private static final int LINE_BYTES = 512;

  /** Characters that are written at once. */
  private static final int PIECE = 64 * 1024;

  private final OutputStream out;
  private final LineFormat format;
  private final int maxWaiting;
  private final Thread writer = Thread.ofPlatform().daemon().name("log").unstarted(this::run);

  /** Guards what follows. */
  private final ReentrantLock lock = new ReentrantLock();

  private final Condition changed = lock.newCondition();
  private List<Line> waiting = new ArrayList<>();
  private long waitingBytes;
  private long dropped;
  private boolean closing;
  private boolean closed;

  /**
   * As it came, with the rollout that it was written for: made a text where many are. One whose
   * parameters may change until then, or whose stack trace may be large, is a text at once.
   */
  private record Line(LogRecord record, @Nullable RolloutScope scope, @Nullable String text) {
    long bytes() {
      String known = text == null ? record.getMessage() : text;
      return LINE_BYTES + (known == null ? 0 : 2L * known.length());
    }
  }

  private LineHandler(OutputStream out, LineFormat format, int maxWaiting) {
    this.out = out;
    this.format = format;
    this.maxWaiting = maxWaiting;
    setFormatter(format);
  }

  /** A handler that writes to this stream until it is closed, and leaves it open then. */
  static LineHandler to(OutputStream out, LineFormat format) {
    return to(out, format, MAX_WAITING);
  }

  static LineHandler to(OutputStream out, LineFormat format, int maxWaiting) {
    LineHandler handler = new LineHandler(out, format, maxWaiting);
    handler.writer.start();
    return handler;
  }

  @Override
  public void publish(LogRecord line) {
    if (!isLoggable(line)) {
      return;
    }
    String text = null;
    if (line.getParameters() != null || line.getThrown() != null) {
      try {
        text = format.format(line);
      } catch (RuntimeException e) {
        reportError(null, e, ErrorManager.FORMAT_FAILURE);
        return;
      }
    }
    add(
        new Line(line, RolloutScope.current(), text),
        line.getLevel().intValue() >= Level.WARNING.intValue());
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

  private void add(Line line, boolean urgent) {
    lock.lock();
    try {
      if (closed) {
        write(List.of(line));
      } else if (waitingBytes + line.bytes() > maxWaiting) {
        dropped++;
      } else {
        waiting.add(line);
        waitingBytes += line.bytes();
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
      for (List<Line> lines = next(); !lines.isEmpty(); lines = next()) {
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
  private List<Line> next() throws InterruptedException {
    lock.lock();
    try {
      while (waiting.isEmpty() && !closing) {
        changed.await();
      }
      if (dropped > 0) {
        waiting.add(lineOf(dropped));
        dropped = 0;
      }
      closed = waiting.isEmpty();
      List<Line> lines = waiting;
      // about as many come again
      waiting = new ArrayList<>(2 * lines.size());
      waitingBytes = 0;
      return lines;
    } finally {
      lock.unlock();
    }
  }

  private static Line lineOf(long lost) {
    LogRecord line =
        new LogRecord(
            Level.WARNING, lost + " lines of the log were dropped: whoever reads them is too slow");
    line.setLoggerName(LineHandler.class.getName());
    return new Line(line, null, null);
  }

  private void write(List<Line> lines) {
    StringBuilder text = new StringBuilder(Math.min(LINE_BYTES * lines.size(), PIECE));
    for (Line line : lines) {
      append(text, line);
      if (text.length() >= PIECE) {
        write(text);
        text.setLength(0);
      }
    }
    write(text);
  }

  private void append(StringBuilder text, Line line) {
    int before = text.length();
    try {
      if (line.text == null) {
        format.append(text, line.record, line.scope);
      } else {
        text.append(line.text);
      }
    } catch (RuntimeException e) {
      text.setLength(before);
      reportError(null, e, ErrorManager.FORMAT_FAILURE);
    }
  }

  private void write(CharSequence text) {
    try {
      out.write(text.toString().getBytes(StandardCharsets.UTF_8));
      out.flush();
    } catch (IOException | RuntimeException e) {
      reportError(null, e, ErrorManager.WRITE_FAILURE);
    }
  }
}
