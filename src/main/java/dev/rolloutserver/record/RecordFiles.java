package dev.rolloutserver.record;

import dev.rolloutserver.files.UnusableFileException;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Writes a line for each rollout that has ended, in a thread of its own. Nobody waits for it: a
 * line for which there is no room is dropped, one that cannot be written is lost; both are counted,
 * and the log says so once each time that it begins. Safe for use by many threads.
 */
public final class RecordFiles implements AutoCloseable {
  private static final System.Logger LOGGER = System.getLogger(RecordFiles.class.getName());

  /** Bytes of lines that wait for the disk. */
  static final long MAX_WAITING = 32 * 1024 * 1024;

  private static final Duration PRUNING = Duration.ofMinutes(1);
  private static final Duration LAST_LINES = Duration.ofSeconds(10);

  private final LineFiles files;
  private final RecordObserver observer;
  private final long maxWaiting;
  private final Thread writer = Thread.ofPlatform().daemon().name("record").unstarted(this::run);
  private final LongAdder written = new LongAdder();
  private final LongAdder dropped = new LongAdder();
  private final LongAdder failed = new LongAdder();

  /** Guards what follows. */
  private final ReentrantLock lock = new ReentrantLock();

  private final Condition changed = lock.newCondition();
  private final ArrayDeque<byte[]> waiting = new ArrayDeque<>();
  private long waitingBytes;
  private boolean dropping;
  private boolean closing;

  /** Only of the writer's thread. */
  private boolean failing;

  private RecordFiles(LineFiles files, RecordObserver observer, long maxWaiting) {
    this.files = files;
    this.observer = observer;
    this.maxWaiting = maxWaiting;
  }

  /**
   * Files in this folder.
   *
   * @throws UnusableFileException if nothing can be written there
   */
  public static RecordFiles open(FileSettings settings, Clock clock, RecordObserver observer) {
    return open(settings, clock, observer, MAX_WAITING);
  }

  static RecordFiles open(
      FileSettings settings, Clock clock, RecordObserver observer, long maxWaiting) {
    LineFiles files = new LineFiles(settings, clock);
    try {
      files.check();
    } catch (IOException e) {
      throw new UnusableFileException(
          "record.folder",
          settings.folder(),
          "which cannot be written to: " + e.getClass().getSimpleName());
    }
    RecordFiles opened = new RecordFiles(files, observer, maxWaiting);
    opened.writer.start();
    return opened;
  }

  /** Has a line written, without a line feed at its end; never waits. */
  void add(byte[] line) {
    boolean begins = false;
    lock.lock();
    try {
      if (!closing && waitingBytes + line.length <= maxWaiting) {
        waiting.add(line);
        waitingBytes += line.length;
        changed.signal();
        return;
      }
      begins = !dropping;
      dropping = true;
    } finally {
      lock.unlock();
    }
    dropped.increment();
    observer.dropped();
    if (begins) {
      LOGGER.log(
          Level.WARNING,
          "Records of rollouts are dropped: the disk is slower than they come (record.folder)");
    }
  }

  /** What became of the lines so far. */
  Map<String, Object> counts() {
    return Map.of("written", written.sum(), "dropped", dropped.sum(), "failed", failed.sum());
  }

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
    try {
      if (!writer.join(LAST_LINES)) {
        LOGGER.log(Level.WARNING, "Not all records of rollouts were written in time");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void run() {
    try {
      for (byte[] line = next(); line != null; line = next()) {
        if (line.length > 0) {
          write(line);
        } else {
          attempt(files::prune);
        }
      }
    } catch (InterruptedException e) {
      // nobody does that
    } finally {
      attempt(files::close);
    }
  }

  /** The next line; an empty one from time to time, null at the end. */
  private byte @Nullable [] next() throws InterruptedException {
    lock.lockInterruptibly();
    try {
      boolean inTime = true;
      while (waiting.isEmpty() && !closing && inTime) {
        inTime = changed.await(PRUNING.toNanos(), TimeUnit.NANOSECONDS);
      }
      byte[] line = waiting.poll();
      if (line == null) {
        return closing ? null : new byte[0];
      }
      waitingBytes -= line.length;
      dropping &= waitingBytes > maxWaiting / 2;
      return line;
    } finally {
      lock.unlock();
    }
  }

  private void write(byte[] line) {
    if (attempt(() -> files.write(line))) {
      written.increment();
      observer.written();
    } else {
      failed.increment();
      observer.failed();
    }
  }

  private interface Step {
    void run() throws IOException;
  }

  private boolean attempt(Step step) {
    try {
      step.run();
      if (failing) {
        failing = false;
        LOGGER.log(Level.INFO, "Records of rollouts are written again");
      }
      return true;
    } catch (IOException | RuntimeException e) {
      if (!failing) {
        failing = true;
        LOGGER.log(Level.WARNING, "Records of rollouts cannot be written (record.folder): " + e, e);
      }
      return false;
    }
  }
}
