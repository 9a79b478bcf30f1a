package dev.rolloutserver.http;

import io.helidon.webserver.CloseConnectionException;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What a connection is read ahead while one of its requests is worked on: kept for the next one. A
 * read cannot be called back, so its thread stays until something comes, also when the request was
 * answered in between; who reads then waits for it.
 */
final class ReadAhead {
  /** Bytes that may be kept. Of a caller that sends more nobody sees that it hangs up. */
  static final int MAX_BYTES = 16 * 1024;

  private final Supplier<byte @Nullable []> source;
  private final Queue<byte[]> kept = new ArrayDeque<>();
  private int keptBytes;
  private boolean watched;
  private boolean ended;
  private Runnable gone = ReadAhead::nobody;
  private @Nullable Thread thread;

  /**
   * Nothing is read yet.
   *
   * @param source waits for the next bytes, null at the end; an exception is an end, too
   */
  ReadAhead(Supplier<byte @Nullable []> source) {
    this.source = source;
  }

  /** Reads from now on, and runs this once there is nothing more to come. */
  synchronized void begin(Runnable gone) {
    watched = true;
    this.gone = gone;
    if (ended) {
      Thread.ofVirtual().name("caller-watch").start(gone);
    } else if (thread == null && keptBytes < MAX_BYTES) {
      thread = Thread.ofVirtual().name("caller-watch").start(this::run);
    }
  }

  /** Begins no further read. */
  synchronized void end() {
    watched = false;
    gone = ReadAhead::nobody;
  }

  /**
   * The next bytes, in their order; null at the end.
   *
   * @throws CloseConnectionException if this thread is interrupted while another one reads
   */
  byte @Nullable [] next() {
    synchronized (this) {
      awaitReader();
      byte[] bytes = kept.poll();
      if (bytes != null) {
        keptBytes -= bytes.length;
        return bytes;
      }
      if (ended) {
        return null;
      }
    }
    return source.get();
  }

  private synchronized void awaitReader() {
    try {
      while (kept.isEmpty() && thread != null) {
        wait();
      }
    } catch (InterruptedException e) {
      if (thread != null) {
        thread.interrupt();
      }
      throw new CloseConnectionException("no longer read", e);
    }
  }

  private void run() {
    boolean more = true;
    while (more) {
      byte[] bytes = read();
      Runnable told = ReadAhead::nobody;
      synchronized (this) {
        if (bytes == null) {
          ended = true;
          told = gone;
        } else {
          kept.add(bytes);
          keptBytes += bytes.length;
        }
        more = bytes != null && watched && keptBytes < MAX_BYTES;
        if (!more) {
          thread = null;
        }
        notifyAll();
      }
      told.run();
    }
  }

  private static void nobody() {
    // has to be told
  }

  private byte @Nullable [] read() {
    try {
      return source.get();
    } catch (RuntimeException | Error e) {
      return null;
    }
  }
}
