package dev.rolloutserver.registry;

import dev.rolloutserver.deadline.Cancellation;
import dev.rolloutserver.deadline.Cancellation.Registration;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One rollout that waits or runs, and those who wait for its answer. It runs in the thread of its
 * first caller, and ends when its last caller has left and the grace is over.
 */
final class Running {
  private final BodyDigest digest;
  private final Duration orphanGrace;
  private final Consumer<CancelCause> cancelled;
  private final Cancellation cancellation = new Cancellation();
  private final CompletableFuture<byte[]> answer = new CompletableFuture<>();
  private int callers = 1;
  private int departures;
  private boolean admitted;
  private boolean ending;
  private @Nullable CompletableFuture<Boolean> grace;

  /**
   * One that nobody has admitted yet.
   *
   * @param cancelled told once, when it is to end early
   */
  Running(BodyDigest digest, Duration orphanGrace, Consumer<CancelCause> cancelled) {
    this.digest = digest;
    this.orphanGrace = orphanGrace;
    this.cancelled = cancelled;
  }

  /** What ends it. */
  Cancellation cancellation() {
    return cancellation;
  }

  boolean asksTheSame(BodyDigest other) {
    return digest.equals(other);
  }

  /** It has its permit. */
  synchronized void admitted() {
    admitted = true;
  }

  /** A further caller waits for it; false if it is about to end unfinished. */
  synchronized boolean join() {
    if (ending) {
      return false;
    }
    callers++;
    endGrace();
    return true;
  }

  /** A caller does not wait any more; without a caller it ends, after the grace. */
  void leave() {
    synchronized (this) {
      callers--;
      if (callers > 0 || answer.isDone()) {
        return;
      }
      if (!orphanGrace.isZero()) {
        awaitCallers();
        return;
      }
      ending = true;
    }
    end(CancelCause.CALLER_LEFT);
  }

  /** It is about to end, whoever waits; tells how it is found. */
  synchronized Disposition doom() {
    ending = true;
    return admitted ? Disposition.CANCELLED_RUNNING : Disposition.CANCELLED_QUEUED;
  }

  /** Ends it, whoever waits. */
  void cancel(CancelCause cause) {
    doom();
    end(cause);
  }

  /** What all its callers are answered. */
  void complete(byte[] bytes) {
    answer.complete(bytes);
    endGrace();
  }

  /** Its callers hear why there is no answer. */
  void fail(Throwable reason) {
    answer.completeExceptionally(reason);
    endGrace();
  }

  /**
   * Waits for the answer, as a caller that has joined.
   *
   * @throws CallerLeft if this caller leaves first
   */
  byte[] await(Cancellation caller) {
    AtomicBoolean left = new AtomicBoolean();
    Runnable leave =
        () -> {
          if (left.compareAndSet(false, true)) {
            leave();
          }
        };
    try (Registration _ = caller.onCancel(leave);
        Registration _ = caller.interrupting()) {
      return answer.get();
    } catch (InterruptedException e) {
      leave.run();
      throw new CallerLeft();
    } catch (ExecutionException e) {
      throw e.getCause() instanceof RuntimeException cause ? cause : new IllegalStateException(e);
    }
  }

  /**
   * Waits until it has ended, however.
   *
   * @throws CallerLeft if this caller leaves first
   */
  void awaitEnd(Cancellation caller) {
    try (Registration _ = caller.interrupting()) {
      answer.handle((_, _) -> true).get();
    } catch (InterruptedException e) {
      throw new CallerLeft();
    } catch (ExecutionException e) {
      throw new IllegalStateException(e);
    }
  }

  private void awaitCallers() {
    CompletableFuture<Boolean> over =
        new CompletableFuture<Boolean>()
            .completeOnTimeout(true, orphanGrace.toNanos(), TimeUnit.NANOSECONDS);
    grace = over;
    departures++;
    int departure = departures;
    // not in the timer's own thread: what hears the end may close connections
    var _ = over.thenRunAsync(() -> graceOver(departure), Thread::startVirtualThread);
  }

  private void graceOver(int departure) {
    synchronized (this) {
      if (callers > 0 || departure != departures) {
        return;
      }
      ending = true;
    }
    end(CancelCause.CALLER_LEFT);
  }

  private void end(CancelCause cause) {
    if (cancellation.cancel()) {
      cancelled.accept(cause);
    }
  }

  private synchronized void endGrace() {
    if (grace != null) {
      grace.cancel(false);
      grace = null;
    }
  }
}
