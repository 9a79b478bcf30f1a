package dev.rolloutserver.rollout;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * What rollouts do, noted by their threads and told soon after, by a thread that does little else.
 * So the agent loop, which the compiler takes as a whole, has next to nothing of what hears of it,
 * and that runs many times in a row. Safe for use by many threads.
 */
public final class Tapes implements AutoCloseable {
  /** How long steps are gathered. */
  private static final Duration GATHERING = Duration.ofMillis(40);

  /** Where steps of so many rollouts wait, they are told before that time is over. */
  private static final int MANY = 256;

  /** With more than these, whoever notes a step tells them: they hold whole conversations. */
  private static final int MAX_WAITING = 512;

  private final LongSupplier nanoClock;
  private final Thread teller = Thread.ofPlatform().daemon().name("telling").unstarted(this::run);

  /** Those on which something waits to be told, the newest first. */
  private final AtomicReference<@Nullable Tape> newest = new AtomicReference<>();

  /** Whoever holds it tells. */
  private final ReentrantLock telling = new ReentrantLock();

  /** When the step happened that is told; for whoever holds {@link #telling}. */
  private long time;

  /** Whether the teller waits for a step, or is about to. */
  private volatile boolean idle;

  private volatile boolean closing;

  /** Whether there is no teller any more. */
  private volatile boolean closed;

  /** Tapes whose times are of this clock. */
  public Tapes(LongSupplier nanoClock) {
    this.nanoClock = nanoClock;
  }

  /** Some that hear of the same rollouts; then the log, and the trace where it is sent. */
  private record Taped(Tapes tapes, List<RolloutObservers> all, RolloutObservers traces)
      implements RolloutObservers {
    @Override
    public RolloutObserver queued(RolloutNotes notes) {
      RolloutObserver trace = traces.queued(notes);
      boolean sent = trace.hearsSteps();
      if (all.isEmpty() && !sent && !RolloutLog.wanted()) {
        return new Untold(trace);
      }
      RolloutScope scope = new RolloutScope(notes.spec().rolloutId(), trace.traceId());
      RolloutObserver[] hearers = new RolloutObserver[all.size() + (sent ? 2 : 1)];
      for (int i = 0; i < all.size(); i++) {
        hearers[i] = all.get(i).queued(notes);
        hearers[i].traced(scope.traceId());
      }
      hearers[all.size()] = new RolloutLog(scope);
      if (sent) {
        hearers[all.size() + 1] = trace;
      }
      return new Tape(tapes, notes, scope, hearers, trace);
    }

    @Override
    public void refusedUnread() {
      all.forEach(RolloutObservers::refusedUnread);
    }
  }

  /** A trace that hears no step, where nobody does. */
  private record Untold(RolloutObserver trace) implements RolloutObserver {
    @Override
    public boolean hearsSteps() {
      return false;
    }

    @Override
    public @Nullable String traceId() {
      return trace.traceId();
    }

    @Override
    public Map<String, String> traceHeaders(int turn) {
      return trace.traceHeaders(turn);
    }
  }

  /**
   * All of these, and the log; to be called once.
   *
   * @param all are told later, as is the trace, though of each rollout that it is queued at once
   * @param traces gives each rollout its trace; {@link RolloutObservers#NONE} where they have none
   */
  public RolloutObservers observers(List<RolloutObservers> all, RolloutObservers traces) {
    teller.start();
    return new Taped(this, List.copyOf(all), traces);
  }

  /** The time by the clock of steps, in nanoseconds. */
  public long now() {
    return nanoClock.getAsLong();
  }

  /** When the step happened that an observer is just told, by the same clock. */
  public long time() {
    return time;
  }

  /** All that happened before is told. */
  public void settle() {
    telling.lock();
    try {
      tell();
    } finally {
      telling.unlock();
    }
  }

  /** Tells what is left; what comes after that is told at once. */
  @Override
  public void close() {
    closing = true;
    LockSupport.unpark(teller);
    try {
      teller.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    closed = true;
    settle();
  }

  /** Something waits on this one, on which nothing did. */
  void add(Tape tape) {
    Tape before;
    do {
      before = newest.get();
      tape.follow(before);
    } while (!newest.compareAndSet(before, tape));
    if (closed || tape.place() > MAX_WAITING) {
      settle();
    } else if (idle || tape.place() == MANY) {
      LockSupport.unpark(teller);
    }
  }

  /** What is told next happened then; the caller holds {@link #telling}. */
  void at(long nanos) {
    time = nanos;
  }

  private void run() {
    try {
      while (!closing) {
        settle();
        LockSupport.parkNanos(GATHERING.toNanos());
        idle = true;
        while (newest.get() == null && !closing) {
          LockSupport.park();
        }
        idle = false;
      }
    } finally {
      // also where memory ran out
      closed = true;
      settle();
    }
  }

  private void tell() {
    // takes no memory: what is in the list would be lost where there is none
    Tape tape = Tape.reversed(newest.getAndSet(null));
    while (tape != null) {
      // before it is told, since its rollout may put it into the next list then
      Tape following = tape.leave();
      tape.tell();
      tape = following;
    }
  }
}
