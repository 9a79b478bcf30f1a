package dev.rolloutserver.admission;

import dev.rolloutserver.admission.Refused.Reason;
import dev.rolloutserver.deadline.Cancellation;
import dev.rolloutserver.deadline.Cancellation.Registration;
import java.time.Duration;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;

/**
 * Permits for rollouts; who finds none waits in a bounded queue, which serves the trainers in turn
 * and the rollouts of one trainer first in, first out.
 */
public final class Admission {
  /** By then whoever takes over is there, if not already. */
  private static final Duration RETRY_ELSEWHERE = Duration.ofSeconds(5);

  private final AdmissionSettings settings;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition idle = lock.newCondition();
  private final FairQueue<Ticket> queue = new FairQueue<>();
  private final DrainRate rate;
  private final ConversationMemory memory;
  private int running;
  private boolean draining;

  /**
   * Permits and a queue of these sizes.
   *
   * @param nanoClock measures how fast rollouts end, in nanoseconds
   */
  public Admission(AdmissionSettings settings, LongSupplier nanoClock) {
    this.settings = settings;
    this.rate = new DrainRate(nanoClock);
    this.memory = new ConversationMemory(settings.maxConversationBytes(), this::untilDrained);
  }

  /**
   * Takes a permit, or a place in the queue.
   *
   * @param trainer whose rollouts wait for each other, and take turns with those of others
   * @throws Refused if the queue is full, or nothing new is taken
   */
  public Ticket enter(String trainer) {
    lock.lock();
    try {
      if (draining) {
        throw new Refused(
            Reason.DRAINING, RETRY_ELSEWHERE, "The server is draining and takes no new rollouts");
      }
      Ticket ticket = new Ticket(trainer, lock.newCondition());
      if (running < settings.maxConcurrent()) {
        running++;
        ticket.admitted = true;
      } else if (queue.size() < settings.maxWaiting()) {
        queue.add(trainer, ticket);
      } else {
        throw new Refused(
            Reason.QUEUE_FULL,
            untilDrained(),
            "%d rollouts run and %d wait; the limits are %d (MAX_CONCURRENT_ROLLOUTS) and %d"
                    .formatted(
                        running, queue.size(), settings.maxConcurrent(), settings.maxWaiting())
                + " (rollout.max-waiting)");
      }
      return ticket;
    } finally {
      lock.unlock();
    }
  }

  /** Memory for a request and its rollout; nothing is taken so far. */
  public HeldMemory holdMemory() {
    return memory.hold();
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

  /** Bytes of memory that requests and rollouts hold. */
  public long conversationBytes() {
    return memory.held();
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
  public boolean awaitIdle(Duration limit) throws InterruptedException {
    long left = limit.toNanos();
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

  /** The time in which those that wait now have had their turn. */
  private Duration untilDrained() {
    lock.lock();
    try {
      return rate.timeFor(queue.size());
    } finally {
      lock.unlock();
    }
  }

  private void leave() {
    lock.lock();
    try {
      rate.ended();
      passOn();
    } finally {
      lock.unlock();
    }
  }

  /** Gives a permit that is free to whose turn it is. */
  private void passOn() {
    Ticket next = queue.poll();
    if (next == null) {
      running--;
    } else {
      next.admitted = true;
      next.turn.signal();
    }
    signalIfIdle();
  }

  private void signalIfIdle() {
    if (running == 0 && queue.isEmpty()) {
      idle.signalAll();
    }
  }

  /** A permit, or a place in the queue; it has to be awaited, once. */
  public final class Ticket {
    private final String trainer;
    private final Condition turn;
    private boolean admitted;
    private boolean unwanted;

    private Ticket(String trainer, Condition turn) {
      this.trainer = trainer;
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
      // not interruptibly: a place that nobody awaits would be given a permit
      lock.lock();
      try {
        while (!admitted) {
          if (unwanted) {
            throw new InterruptedException("no longer wanted");
          }
          if (left <= 0) {
            throw new Refused(
                Reason.QUEUE_TIMEOUT,
                untilDrained(),
                "The rollout got no permit within %s s (rollout.queue-timeout-seconds)"
                    .formatted(settings.queueTimeout().toMillis() / 1000.0));
          }
          left = turn.awaitNanos(left);
        }
      } catch (InterruptedException | Refused e) {
        if (admitted) {
          passOn();
        } else {
          queue.remove(trainer, this);
          signalIfIdle();
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
