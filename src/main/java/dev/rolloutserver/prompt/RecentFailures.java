package dev.rolloutserver.prompt;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;

/** What could not be loaded a short time ago, so that it is not tried again and again. */
final class RecentFailures {
  private static final int MAX = 1000;

  private final Duration ttl;
  private final InstantSource clock;
  private final Map<PromptFormats.Key, Failure> failures = new LinkedHashMap<>();

  RecentFailures(Duration ttl, InstantSource clock) {
    this.ttl = ttl;
    this.clock = clock;
  }

  void add(PromptFormats.Key key, PromptException cause) {
    Instant now = clock.instant();
    failures.values().removeIf(failure -> !now.isBefore(failure.until()));
    failures.remove(key);
    if (failures.size() >= MAX) {
      failures.remove(failures.keySet().iterator().next());
    }
    failures.put(key, new Failure(cause, now.plus(ttl)));
  }

  void forget(PromptFormats.Key key) {
    failures.remove(key);
  }

  /** Throws what was thrown when this was tried last, if that is not long ago. */
  void rethrow(PromptFormats.Key key) {
    Failure failure = failures.get(key);
    if (failure != null) {
      if (clock.instant().isBefore(failure.until())) {
        throw copy(failure.cause());
      }
      failures.remove(key);
    }
  }

  /** The failure for another thread, whose stack trace is its own. */
  static PromptException copy(PromptException failure) {
    return new PromptException(
        failure.kind(), String.valueOf(failure.getMessage()), failure.permanent(), failure);
  }

  private record Failure(PromptException cause, Instant until) {}
}
