package dev.rolloutserver.command.bench;

import dev.rolloutserver.deadline.Deadline;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Keeps so many rollouts of a cell running at once, one after the other on each of as many virtual
 * threads, until it is stopped or enough were begun.
 */
final class LoadRun {
  /** A server that refuses everything should not be asked without a breath. */
  private static final Duration AFTER_FAILURE = Duration.ofMillis(50);

  private final Worker worker;
  private final Cell cell;
  private final Duration patience;
  private final AtomicLong next;
  private final AtomicLong mayBegin = new AtomicLong(Long.MAX_VALUE);
  private final List<Played> played = new ArrayList<>();
  private final List<Thread> threads = new ArrayList<>();

  /**
   * A run that has not begun.
   *
   * @param firstRollout number of the first
   * @param patience longest wait for a rollout
   */
  LoadRun(Worker worker, Cell cell, long firstRollout, Duration patience) {
    this.worker = worker;
    this.cell = cell;
    this.next = new AtomicLong(firstRollout);
    this.patience = patience;
  }

  /** Begins; the threads start one after the other over this time. */
  void start(Duration ramp) {
    for (int i = 0; i < cell.atOnce(); i++) {
      Duration wait = ramp.multipliedBy(i).dividedBy(cell.atOnce());
      threads.add(Thread.startVirtualThread(() -> playAll(wait)));
    }
  }

  /** From now on so many more are begun. */
  void limit(long rollouts) {
    mayBegin.set(rollouts);
  }

  /** Whether all that were begun have ended; waits so long for it. */
  boolean ended(Duration wait) throws InterruptedException {
    Deadline deadline = Deadline.after(wait);
    for (Thread thread : threads) {
      if (!thread.join(deadline.remaining().plusMillis(1))) {
        return false;
      }
    }
    return true;
  }

  /** Those that have ended. */
  List<Played> played() {
    synchronized (played) {
      return List.copyOf(played);
    }
  }

  private void playAll(Duration wait) {
    try {
      Thread.sleep(wait);
      while (mayBegin.getAndDecrement() > 0) {
        Played rollout = worker.play(cell.scenario(), next.getAndIncrement(), patience);
        synchronized (played) {
          played.add(rollout);
        }
        if (rollout.failure() != null) {
          Thread.sleep(AFTER_FAILURE);
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
