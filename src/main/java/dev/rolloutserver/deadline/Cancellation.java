package dev.rolloutserver.deadline;

import java.util.ArrayList;
import java.util.List;

/** The wish that something end early. Safe for use by many threads. */
public final class Cancellation {
  private final List<Runnable> listeners = new ArrayList<>();
  private boolean cancelled;

  /** Wishes the end; listeners run once, in this thread. Whether it was the first to wish it. */
  public boolean cancel() {
    List<Runnable> heard;
    synchronized (listeners) {
      if (cancelled) {
        return false;
      }
      cancelled = true;
      heard = List.copyOf(listeners);
      listeners.clear();
    }
    heard.forEach(Runnable::run);
    return true;
  }

  /** Whether the end is wished. */
  public boolean cancelled() {
    synchronized (listeners) {
      return cancelled;
    }
  }

  /** Runs this when the end is wished, at once if it is already; closing takes it back. */
  public Registration onCancel(Runnable listener) {
    synchronized (listeners) {
      if (!cancelled) {
        listeners.add(listener);
        return () -> forget(listener);
      }
    }
    listener.run();
    return () -> {};
  }

  /**
   * Interrupts this thread when the end is wished, until it is closed by this thread. No interrupt
   * comes later, and none is left behind.
   */
  public Registration interrupting() {
    Interruption interruption = new Interruption(Thread.currentThread());
    Registration registration = onCancel(interruption::arrive);
    return () -> {
      registration.close();
      interruption.end();
    };
  }

  private void forget(Runnable listener) {
    synchronized (listeners) {
      listeners.remove(listener);
    }
  }

  /** A listener that waits. */
  @FunctionalInterface
  public interface Registration extends AutoCloseable {
    @Override
    void close();
  }

  private static final class Interruption {
    private final Thread thread;
    private boolean arrived;
    private boolean over;

    private Interruption(Thread thread) {
      this.thread = thread;
    }

    private synchronized void arrive() {
      if (!over) {
        arrived = true;
        thread.interrupt();
      }
    }

    private void end() {
      synchronized (this) {
        over = true;
        if (!arrived) {
          return;
        }
      }
      Thread.interrupted();
    }
  }
}
