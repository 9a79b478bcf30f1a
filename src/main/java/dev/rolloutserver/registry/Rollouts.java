package dev.rolloutserver.registry;

import dev.rolloutserver.admission.Admission;
import dev.rolloutserver.admission.Permit;
import dev.rolloutserver.admission.Refused;
import dev.rolloutserver.deadline.Cancellation;
import dev.rolloutserver.rollout.RolloutOutcome;
import dev.rolloutserver.rollout.RolloutSpec;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/** All rollouts that wait or run, each on a virtual thread of its own. */
public final class Rollouts {
  /** How long rollouts that were cancelled may take to give what they have. */
  private static final Duration LAST_WORDS = Duration.ofSeconds(5);

  private final Admission admission;
  private final Runner runner;
  private final Set<RunningRollout> running = ConcurrentHashMap.newKeySet();

  /** Runs one rollout in the calling thread, to its end. */
  @FunctionalInterface
  public interface Runner {
    /** Never throws; ends soon when the end is wished. */
    RolloutOutcome run(RolloutSpec spec, Cancellation cancellation);
  }

  /** Rollouts that get their permits here and are run by this. */
  public Rollouts(Admission admission, Runner runner) {
    this.admission = admission;
    this.runner = runner;
  }

  /**
   * Starts a rollout, or puts it into the queue.
   *
   * @throws Refused if it can do neither
   */
  public RunningRollout start(RolloutSpec spec) {
    RunningRollout rollout = new RunningRollout();
    // before it is let in: a drain misses none
    running.add(rollout);
    Admission.Ticket ticket;
    try {
      ticket = admission.enter();
    } catch (Refused e) {
      running.remove(rollout);
      throw e;
    }
    Thread.ofVirtual().name("rollout").start(() -> run(spec, ticket, rollout));
    return rollout;
  }

  /** Rollouts that run. */
  public int active() {
    return admission.running();
  }

  /** Rollouts that wait for a permit. */
  public int waiting() {
    return admission.waiting();
  }

  /** Whether nothing new is taken. */
  public boolean draining() {
    return admission.draining();
  }

  /**
   * Takes nothing new, lets what runs end within the limit, then cancels the rest; whether all
   * ended.
   */
  public boolean drain(Duration limit) throws InterruptedException {
    admission.drain();
    if (!admission.awaitIdle(limit.toNanos(), TimeUnit.NANOSECONDS)) {
      running.forEach(RunningRollout::cancel);
      return admission.awaitIdle(LAST_WORDS.toNanos(), TimeUnit.NANOSECONDS);
    }
    return true;
  }

  private void run(RolloutSpec spec, Admission.Ticket ticket, RunningRollout rollout) {
    try {
      // whoever has the outcome may count on the permit being free
      RolloutOutcome outcome = withPermit(spec, ticket, rollout.cancellation());
      rollout.ended(outcome);
    } catch (RuntimeException e) {
      rollout.refused(e);
    } finally {
      running.remove(rollout);
      // no waiter waits for ever, even if an Error ends this thread
      rollout.refused(new IllegalStateException("the thread of the rollout has ended"));
    }
  }

  private RolloutOutcome withPermit(
      RolloutSpec spec, Admission.Ticket ticket, Cancellation cancellation) {
    try (Permit _ = ticket.await(cancellation)) {
      return runner.run(spec, cancellation);
    } catch (InterruptedException e) {
      // no longer wanted: its outcome says so
      return runner.run(spec, cancellation);
    }
  }
}
