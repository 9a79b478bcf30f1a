package dev.rolloutserver.trainer;

import dev.rolloutserver.trainer.TrainerException.Kind;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Keeps calls from trainers that only fail, for a while each; then one call tries whether that is
 * over. Safe for use by many threads.
 */
final class Breaker {
  /** Of more trainers that fail at the same time nothing is remembered. */
  private static final int MAX_TRAINERS = 10_000;

  private final BreakerSettings settings;
  private final Clock clock;

  /** By origin; trainers that answer are not in it. */
  private final Map<String, Failing> failing = new HashMap<>();

  private static final class Failing {
    private int failures;
    private Instant closedUntil = Instant.MIN;
    private boolean tried;

    private boolean isClosed(Instant now) {
      return now.isBefore(closedUntil);
    }
  }

  Breaker(BreakerSettings settings, Clock clock) {
    this.settings = settings;
    this.clock = clock;
  }

  /** Trainers that are left alone now. */
  Set<String> leftAlone() {
    return trainers(known -> known.isClosed(clock.instant()));
  }

  /**
   * A call is about to be made, and has to be {@linkplain #ended ended}.
   *
   * @throws TrainerException if it is not to be made
   */
  void begin(String trainer) {
    if (settings.failures() == 0) {
      return;
    }
    synchronized (failing) {
      Failing known = failing.get(trainer);
      if (known == null || known.failures < settings.failures()) {
        return;
      }
      Duration left = Duration.between(clock.instant(), known.closedUntil);
      if (left.isPositive() || known.tried) {
        throw TrainerException.leftAlone(
            trainer
                + " is left alone: its last "
                + known.failures
                + " calls failed (trainer.breaker-failures)");
      }
      known.tried = true;
    }
  }

  /** A call that was begun has ended, in this way; null where it was answered. */
  void ended(String trainer, @Nullable Kind failure) {
    if (settings.failures() == 0) {
      return;
    }
    synchronized (failing) {
      if (failure == Kind.CANCELLED) {
        Failing known = failing.get(trainer);
        if (known != null) {
          // the next one tries
          known.tried = false;
        }
      } else if (failure == null || !tellsOfFailure(failure)) {
        failing.remove(trainer);
      } else if (failing.containsKey(trainer) || failing.size() < MAX_TRAINERS) {
        Failing known = failing.computeIfAbsent(trainer, _ -> new Failing());
        known.failures++;
        known.tried = false;
        known.closedUntil = clock.instant().plus(settings.pause());
      }
    }
  }

  /** Trainers that are left alone now. */
  int open() {
    return leftAlone().size();
  }

  /** Trainers whose next call tries whether they are back. */
  int halfOpen() {
    return trainers(known -> !known.isClosed(clock.instant())).size();
  }

  /** Those that have failed so often, in this state; none are known where it is off. */
  private Set<String> trainers(Predicate<Failing> state) {
    Set<String> trainers = new HashSet<>();
    synchronized (failing) {
      failing.forEach((trainer, known) -> {
        if (known.failures >= settings.failures() && state.test(known)) {
          trainers.add(trainer);
        }
      });
    }
    return trainers;
  }

  /** Whoever refuses a request is there to refuse it. */
  private static boolean tellsOfFailure(Kind failure) {
    return switch (failure) {
      case UNAVAILABLE, GATEWAY, SERVER_ERROR, UNREACHABLE, NETWORK, TIMEOUT -> true;
      case RATE_LIMITED,
          CLIENT_ERROR,
          UNEXPECTED_STATUS,
          CONTRACT,
          FORBIDDEN,
          LEFT_ALONE,
          CANCELLED ->
          false;
    };
  }
}
