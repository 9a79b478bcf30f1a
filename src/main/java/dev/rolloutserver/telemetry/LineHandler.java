package dev.rolloutserver.telemetry;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
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

  /** Of a line beside its text. */
  private static final int LINE_BYTES = 64;

  /** Bytes that are written at once. */
  private static final int PIECE = 64 * 1024;

  private final OutputStream out;
  private final LineFormat format;
  private final int maxWaiting;
  private final Thread writer = Thread.ofPlatform().daemon().name("log").unstarted(this::run);

  /** What waits to be written, the newest first. */
  private final AtomicReference<@Nullable Line> newest = new AtomicReference<>();

  private final AtomicLong dropped = new AtomicLong();

  /** Whoever holds it writes. */
  private final ReentrantLock writing = new ReentrantLock();

  /** Whether the writer waits for a line, or is about to. */
  private volatile boolean idle;

  private volatile boolean closing;

  /** Whether there is no writer any more. */
  private volatile boolean closed;

  /** Made by whoever has something to say: all of it is at hand there, and elsewhere it is not. */
  private static final class Line {
    private final byte[] text;

    /** Before it is there for others: the line that came before, and the bytes up to this one. */
    private @Nullable Line previous;

    private long bytes;

    Line(String text) {
      this.text = text.getBytes(StandardCharsets.UTF_8);
    }

    void follow(@Nullable Line line) {
      previous = line;
      bytes = LINE_BYTES + text.length + (line == null ? 0 : line.bytes);
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
    Line made = made(line);
    if (made != null) {
      add(made, line.getLevel().intValue() >= Level.WARNING.intValue());
    }
  }

  /** Does nothing: lines are written soon in any case. */
  @Override
  public void flush() {}

  /** Writes what waits, within a limit of time. */
  @Override
  public void close() {
    closing = true;
    LockSupport.unpark(writer);
    try {
      writer.join(LAST_LINES);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void add(Line line, boolean urgent) {
    Line before;
    do {
      before = newest.get();
      line.follow(before);
      if (line.bytes > maxWaiting && !closed) {
        dropped.incrementAndGet();
        return;
      }
    } while (!newest.compareAndSet(before, line));
    if (closed) {
      writeWaiting();
    } else if (idle || urgent) {
      LockSupport.unpark(writer);
    }
  }

  private void run() {
    try {
      while (!closing) {
        writeWaiting();
        LockSupport.parkNanos(GATHERING.toNanos());
        idle = true;
        while (newest.get() == null && dropped.get() == 0 && !closing) {
          LockSupport.park();
        }
        idle = false;
      }
    } finally {
      // nobody writes what waits any more, also where memory ran out
      closed = true;
      writeWaiting();
    }
  }

  private void writeWaiting() {
    writing.lock();
    try {
      List<Line> lines = new ArrayList<>();
      for (Line line = newest.getAndSet(null); line != null; line = line.previous) {
        lines.add(line);
      }
      Collections.reverse(lines);
      long lost = dropped.getAndSet(0);
      Line last = lost > 0 ? made(dropped(lost)) : null;
      if (last != null) {
        lines.add(last);
      }
      write(lines);
    } finally {
      writing.unlock();
    }
  }

  private static LogRecord dropped(long lost) {
    LogRecord line =
        new LogRecord(
            Level.WARNING, lost + " lines of the log were dropped: whoever reads them is too slow");
    line.setLoggerName(LineHandler.class.getName());
    return line;
  }

  /** Null where it cannot be made, which is reported. */
  private @Nullable Line made(LogRecord line) {
    try {
      return new Line(format.format(line));
    } catch (RuntimeException e) {
      reportError(null, e, ErrorManager.FORMAT_FAILURE);
      return null;
    }
  }

  private void write(List<Line> lines) {
    ByteArrayOutputStream piece = new ByteArrayOutputStream();
    for (Line line : lines) {
      piece.writeBytes(line.text);
      if (piece.size() >= PIECE) {
        write(piece);
      }
    }
    if (piece.size() > 0) {
      write(piece);
    }
  }

  private void write(ByteArrayOutputStream piece) {
    try {
      piece.writeTo(out);
      out.flush();
    } catch (IOException | RuntimeException e) {
      reportError(null, e, ErrorManager.WRITE_FAILURE);
    }
    piece.reset();
  }
}
