package dev.rolloutserver.admission;

import dev.rolloutserver.admission.Refused.Reason;
import dev.rolloutserver.deadline.Cancellation;
import dev.rolloutserver.deadline.Cancellation.Registration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/** Permits for rollouts; who finds none waits in a bounded queue, first in, first out. */
public final class Admission {
  private final AdmissionSettings settings;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition idle = lock.newCondition();
  private final Deque<Ticket> queue = new ArrayDeque<>();
  private int running;
  private boolean draining;

  /** Permits and a queue of these sizes. */
  public Admission(AdmissionSettings settings) {
    this.settings = settings;
  }

  /**
   * Takes a permit, or a place in the queue.
   *
   * @throws Refused if the queue is full, or nothing new is taken
   */
  public Ticket enter() {
    lock.lock();
    try {
      if (draining) {
        throw new Refused(Reason.DRAINING, "The server is draining and takes no new rollouts");
      }
      Ticket ticket = new Ticket(lock.newCondition());
      if (running < settings.maxConcurrent()) {
        running++;
        ticket.admitted = true;
      } else if (queue.size() < settings.maxWaiting()) {
        queue.add(ticket);
      } else {
        throw new Refused(
            Reason.QUEUE_FULL,
            "%d rollouts run and %d wait; the limits are %d (MAX_CONCURRENT_ROLLOUTS) and %d"
                .formatted(running, queue.size(), settings.maxConcurrent(), settings.maxWaiting()));
      }
      return ticket;
    } finally {
      lock.unlock();
    }
  }

  /** Rollouts that have a permit. */
  public int running() {
    lock.lock();
    try {
      return running;
    } finally {
      lock.unlock();
    }
  }

  /** Rollouts that wait for one. */
  public int waiting() {
    lock.lock();
    try {
      return queue.size();
    } finally {
      lock.unlock();
    }
  }

  /** Takes nothing new from now on; what waits still gets its turn. */
  public void drain() {
    lock.lock();
    try {
      draining = true;
    } finally {
      lock.unlock();
    }
  }

  /** Whether nothing new is taken. */
  public boolean draining() {
    lock.lock();
    try {
      return draining;
    } finally {
      lock.unlock();
    }
  }

  /** Waits until none runs or waits, at most this long; whether that came. */
  public boolean awaitIdle(long time, TimeUnit unit) throws InterruptedException {
    long left = unit.toNanos(time);
    lock.lock();
    try {
      while (running > 0 || !queue.isEmpty()) {
        if (left <= 0) {
          return false;
        }
        left = idle.awaitNanos(left);
      }
      return true;
    } finally {
      lock.unlock();
    }
  }

  private void leave() {
    lock.lock();
    try {
      Ticket next = queue.poll();
      if (next == null) {
        running--;
      } else {
        next.admitted = true;
        next.turn.signal();
      }
      signalIfIdle();
    } finally {
      lock.unlock();
    }
  }

  private void signalIfIdle() {
    if (running == 0 && queue.isEmpty()) {
      idle.signalAll();
    }
  }

  /** A permit, or a place in the queue; it has to be awaited. */
  public final class Ticket {
    private final Condition turn;
    private boolean admitted;
    private boolean unwanted;

    private Ticket(Condition turn) {
      this.turn = turn;
    }

    /**
     * Waits for the permit.
     *
     * @throws Refused if the wait takes too long
     * @throws InterruptedException if the end was wished; the place is given up
     */
    public Permit await(Cancellation cancellation) throws InterruptedException {
      try (Registration _ = cancellation.onCancel(this::giveUp)) {
        awaitTurn();
      }
      return Admission.this::leave;
    }

    private void awaitTurn() throws InterruptedException {
      long left = settings.queueTimeout().toNanos();
      lock.lockInterruptibly();
      try {
        while (!admitted) {
          if (unwanted) {
            throw new InterruptedException("no longer wanted");
          }
          if (left <= 0) {
            throw new Refused(
                Reason.QUEUE_TIMEOUT,
                "No rollout ended within "
                    + settings.queueTimeout().toSeconds()
                    + " s; this one has waited for a permit");
          }
          left = turn.awaitNanos(left);
        }
      } catch (InterruptedException | Refused e) {
        queue.remove(this);
        signalIfIdle();
        if (admitted) {
          leave();
        }
        throw e;
      } finally {
        lock.unlock();
      }
    }

    private void giveUp() {
      lock.lock();
      try {
        unwanted = true;
        turn.signal();
      } finally {
        lock.unlock();
      }
    }
  }
}
