package dev.rolloutserver.files;

import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/**
 * Sees that files which are read once hold something else now. It compares digests of what they
 * hold: a time of change says too little where a folder is mounted and its link turned, and the
 * contents may be keys.
 */
public final class FileWatch implements AutoCloseable {
  private static final System.Logger LOGGER = System.getLogger(FileWatch.class.getName());

  private final List<Watched> watched = new CopyOnWriteArrayList<>();
  private final Duration period;
  private final Thread thread =
      Thread.ofPlatform().daemon().name("file-watch").unstarted(this::run);

  /** Looks as often as that, once there is something to look at; zero: only when told to. */
  public FileWatch(Duration period) {
    this.period = period;
  }

  /**
   * Runs this whenever the files have changed. Where it throws, what was read before stays in use.
   */
  public synchronized void add(List<Path> files, Runnable reload) {
    watched.add(new Watched(files, reload));
    if (!period.isZero() && thread.getState() == Thread.State.NEW) {
      thread.start();
    }
  }

  /** Looks once. */
  public void look() {
    watched.forEach(Watched::look);
  }

  @Override
  public synchronized void close() {
    thread.interrupt();
  }

  private void run() {
    try {
      while (true) {
        Thread.sleep(period);
        look();
      }
    } catch (InterruptedException e) {
      // nobody needs the files any more
    }
  }

  private static final class Watched {
    private final List<Path> files;
    private final Runnable reload;
    private List<byte @Nullable []> known;

    Watched(List<Path> files, Runnable reload) {
      this.files = List.copyOf(files);
      this.reload = reload;
      this.known = digests();
    }

    synchronized void look() {
      List<byte @Nullable []> now = digests();
      if (same(now)) {
        return;
      }
      known = now;
      try {
        reload.run();
        LOGGER.log(Level.INFO, "Read again: {0}", files);
      } catch (RuntimeException e) {
        LOGGER.log(
            Level.WARNING,
            "A file has changed and cannot be used; what it held before stays in use: {0}",
            e.getMessage());
      } catch (Error e) {
        // such as no memory: the files still have to be watched
        LOGGER.log(Level.ERROR, "A file has changed and was not read again", e);
      }
    }

    private boolean same(List<byte @Nullable []> now) {
      for (int i = 0; i < now.size(); i++) {
        if (!Arrays.equals(now.get(i), known.get(i))) {
          return false;
        }
      }
      return true;
    }

    private List<byte @Nullable []> digests() {
      List<byte @Nullable []> digests = new ArrayList<>();
      for (Path file : files) {
        byte[] content = null;
        try {
          content = Files.readAllBytes(file);
        } catch (IOException e) {
          // it is absent for now: that is a change, too
        }
        digests.add(content == null ? null : digest(content));
      }
      return digests;
    }

    private static byte[] digest(byte[] content) {
      try {
        return MessageDigest.getInstance("SHA-256").digest(content);
      } catch (NoSuchAlgorithmException e) {
        throw new IllegalStateException("every JDK has SHA-256", e);
      }
    }
  }
}
