package dev.rolloutserver.registry;

import dev.rolloutserver.deadline.Cancellation;
import dev.rolloutserver.rollout.RolloutOutcome;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** A rollout that waits or runs, seen from outside its thread. */
public final class RunningRollout {
  private final Cancellation cancellation = new Cancellation();
  private final CompletableFuture<RolloutOutcome> end = new CompletableFuture<>();

  RunningRollout() {}

  /** Ends it early; its outcome still comes. */
  public void cancel() {
    cancellation.cancel();
  }

  /**
   * Waits for its outcome, at most this long.
   *
   * @throws dev.rolloutserver.admission.Refused if it never got a permit
   */
  public Optional<RolloutOutcome> await(Duration time) throws InterruptedException {
    try {
      return Optional.of(end.get(time.toNanos(), TimeUnit.NANOSECONDS));
    } catch (TimeoutException e) {
      return Optional.empty();
    } catch (ExecutionException e) {
      throw cause(e);
    }
  }

  /**
   * Waits for its outcome.
   *
   * @throws dev.rolloutserver.admission.Refused if it never got a permit
   */
  public RolloutOutcome await() throws InterruptedException {
    try {
      return end.get();
    } catch (ExecutionException e) {
      throw cause(e);
    }
  }

  Cancellation cancellation() {
    return cancellation;
  }

  void ended(RolloutOutcome outcome) {
    end.complete(outcome);
  }

  void refused(RuntimeException refusal) {
    end.completeExceptionally(refusal);
  }

  private static RuntimeException cause(ExecutionException e) {
    return e.getCause() instanceof RuntimeException known ? known : new IllegalStateException(e);
  }
}
