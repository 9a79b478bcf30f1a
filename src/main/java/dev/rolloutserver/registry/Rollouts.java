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

/** All rollouts that wait or run, each in the thread of its caller. */
public final class Rollouts {
  /** How long rollouts that were cancelled may take to give what they have. */
  private static final Duration LAST_WORDS = Duration.ofSeconds(5);

  private final Admission admission;
  private final Runner runner;

  /** What ends those that wait or run. */
  private final Set<Cancellation> running = ConcurrentHashMap.newKeySet();

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
   * Runs a rollout in this thread, to its end, once it has a permit; the permit is free again when
   * this returns.
   *
   * @param cancellation its own
   * @throws Refused if it does not get a permit
   */
  public RolloutOutcome run(RolloutSpec spec, Cancellation cancellation) {
    // before it is let in: a drain misses none
    running.add(cancellation);
    try (Permit _ = admission.enter().await(cancellation)) {
      return runner.run(spec, cancellation);
    } catch (InterruptedException e) {
      // no longer wanted: its outcome says so
      cancellation.cancel();
      return runner.run(spec, cancellation);
    } finally {
      running.remove(cancellation);
    }
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
      running.forEach(Cancellation::cancel);
      return admission.awaitIdle(LAST_WORDS.toNanos(), TimeUnit.NANOSECONDS);
    }
    return true;
  }
}
