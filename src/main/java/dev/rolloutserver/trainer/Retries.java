package dev.rolloutserver.trainer;

import dev.rolloutserver.deadline.Deadline;
import java.time.Duration;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * The attempts of one turn that failed, and when the next one comes. Only what cannot sample the
 * model twice is tried again.
 */
final class Retries {
  /** With less than this left, another attempt would only meet the deadline. */
  private static final Duration TOO_SHORT = Duration.ofMillis(20);

  private final RetrySettings settings;
  private final RandomGenerator random;
  private final Deadline rollout;
  private int attempts;
  private int spent;
  private int unreached;
  private @Nullable Deadline connecting;

  Retries(RetrySettings settings, RandomGenerator random, Deadline rollout) {
    this.settings = settings;
    this.random = random;
    this.rollout = rollout;
  }

  /**
   * How long to wait before the next attempt.
   *
   * @throws TrainerException the failure, with what was tried, where there is no next one
   */
  Duration after(TrainerException failure) {
    attempts++;
    return switch (failure.kind()) {
      case UNREACHABLE -> afterUnreachable(failure);
      case RATE_LIMITED, UNAVAILABLE -> afterRefusal(failure);
      case NETWORK, TIMEOUT, GATEWAY -> {
        if (!settings.idempotent() || rollout.passed()) {
          throw failure;
        }
        yield afterSpent(failure);
      }
      case SERVER_ERROR,
          CLIENT_ERROR,
          UNEXPECTED_STATUS,
          CONTRACT,
          FORBIDDEN,
          LEFT_ALONE,
          CANCELLED ->
          throw failure;
    };
  }

  private Duration afterUnreachable(TrainerException failure) {
    Deadline until = connecting;
    if (until == null) {
      until = settings.connectRetry().map(rollout::within).orElse(rollout);
      connecting = until;
    }
    Duration left = until.remaining();
    if (rollout.remaining().compareTo(TOO_SHORT) < 0) {
      throw failure.atDeadline("rollout", tried("until the deadline of the rollout"));
    }
    if (left.compareTo(TOO_SHORT) < 0) {
      throw failure.after(attempts == 1 ? "" : tried("trainer.connect-retry-seconds"));
    }
    // the last moments are used too: the trainer may be back by then
    return shorter(jitter(backoff(unreached++)), left.dividedBy(2));
  }

  private Duration afterRefusal(TrainerException failure) {
    reached();
    Optional<Duration> told = failure.retryAfter();
    if (told.isEmpty()) {
      return afterSpent(failure);
    }
    Duration clamped = shorter(longer(told.get(), settings.delay()), settings.maxRetryAfter());
    // all who were refused were told the same
    return withinRollout(failure, clamped.plus(jitter(settings.delay())));
  }

  private Duration afterSpent(TrainerException failure) {
    reached();
    spent++;
    if (spent >= settings.maxAttempts()) {
      throw failure.after(attempts == 1 ? "" : tried("trainer.max-attempts"));
    }
    return withinRollout(failure, jitter(backoff(spent - 1)));
  }

  private void reached() {
    connecting = null;
    unreached = 0;
  }

  private Duration withinRollout(TrainerException failure, Duration wait) {
    if (wait.compareTo(rollout.remaining()) >= 0) {
      throw failure.atDeadline("rollout", tried("until the deadline of the rollout"));
    }
    return wait;
  }

  private String tried(String limit) {
    return " (" + attempts + (attempts == 1 ? " attempt, " : " attempts, ") + limit + ")";
  }

  /** It doubles with each failure. */
  private Duration backoff(int failures) {
    return shorter(
        settings.delay().multipliedBy(1L << Math.min(failures, 20)), settings.maxDelay());
  }

  /** Full jitter: any time from none to this. */
  private Duration jitter(Duration longest) {
    return Duration.ofNanos(random.nextLong(longest.toNanos() + 1));
  }

  private static Duration shorter(Duration one, Duration other) {
    return one.compareTo(other) < 0 ? one : other;
  }

  private static Duration longer(Duration one, Duration other) {
    return one.compareTo(other) > 0 ? one : other;
  }
}
