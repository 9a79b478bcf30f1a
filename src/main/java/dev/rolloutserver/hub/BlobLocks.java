package dev.rolloutserver.hub;

import dev.rolloutserver.deadline.Deadline;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Lets one download of a file at a time go on, in this process and beside others of this server.
 */
final class BlobLocks {
  private static final Duration PAUSE = Duration.ofMillis(50);

  /** A file's lock belongs to the process: threads need locks of their own. */
  private final Map<Path, ReentrantLock> threads = new ConcurrentHashMap<>();

  /** Waits for the lock; null when the deadline passes first. */
  @Nullable Held acquire(Path path, Deadline deadline) throws IOException, InterruptedException {
    ReentrantLock thread = threads.computeIfAbsent(path, _ -> new ReentrantLock());
    if (!thread.tryLock(deadline.remaining().toNanos(), TimeUnit.NANOSECONDS)) {
      return null;
    }
    FileChannel channel = null;
    boolean held = false;
    try {
      Files.createDirectories(path.toAbsolutePath().getParent());
      channel = FileChannel.open(path, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
      held = lock(channel, deadline);
      return held ? new Held(channel, thread) : null;
    } finally {
      if (!held) {
        if (channel != null) {
          channel.close();
        }
        thread.unlock();
      }
    }
  }

  private static boolean lock(FileChannel channel, Deadline deadline) throws IOException {
    while (!tryLock(channel)) {
      if (deadline.passed() || Thread.currentThread().isInterrupted()) {
        return false;
      }
      LockSupport.parkNanos(PAUSE.toNanos());
    }
    return true;
  }

  private static boolean tryLock(FileChannel channel) throws IOException {
    try {
      FileLock lock = channel.tryLock();
      return lock != null;
    } catch (OverlappingFileLockException e) {
      return false;
    }
  }

  /** A lock that is held until it is closed. */
  record Held(FileChannel channel, ReentrantLock thread) implements AutoCloseable {
    @Override
    public void close() throws IOException {
      try {
        channel.close();
      } finally {
        thread.unlock();
      }
    }
  }
}
