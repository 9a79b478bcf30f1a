package dev.rolloutserver.record;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** How the calls of each trainer went; of at most so many trainers. Safe for many threads. */
final class TrainerStates {
  private static final int MAX_TRAINERS = 1000;
  private static final int MAX_SHOWN = 100;

  private final Map<String, State> states = new ConcurrentHashMap<>();

  /** Most often it is the same again, which costs no hash of a text that was just made. */
  private volatile State last = new State("");

  /** Of one of them. */
  static final class State {
    private final String origin;
    private long calls;
    private long failed;
    private long nanos;
    private @Nullable String lastFailure;
    private boolean failing;

    private State(String origin) {
      this.origin = origin;
    }

    /** A call has ended; with the kind of the failure, where it was one. */
    synchronized void called(Duration time, @Nullable String failure) {
      calls++;
      nanos += time.toNanos();
      failing = failure != null;
      if (failure != null) {
        failed++;
        lastFailure = failure;
      }
    }
  }

  /** That of a trainer which is called; null where there are too many. */
  @Nullable State of(String origin) {
    State known = last;
    if (known.origin.equals(origin)) {
      return known;
    }
    known = states.get(origin);
    if (known == null && states.size() < MAX_TRAINERS) {
      known = states.computeIfAbsent(origin, State::new);
    }
    if (known != null) {
      last = known;
    }
    return known;
  }

  /**
   * The trainers that were called most.
   *
   * @param running rollouts of each, by origin
   * @param leftAlone origins that are not asked for a while
   */
  List<Map<String, @Nullable Object>> value(Map<String, Integer> running, Set<String> leftAlone) {
    List<Map<String, @Nullable Object>> trainers = new ArrayList<>();
    states.forEach((origin, state) ->
        trainers.add(value(state, running.getOrDefault(origin, 0), leftAlone.contains(origin))));
    trainers.sort(
        Comparator.comparingLong((Map<String, @Nullable Object> trainer) ->
            -(trainer.get("calls") instanceof Long calls ? calls : 0)));
    return trainers.subList(0, Math.min(trainers.size(), MAX_SHOWN));
  }

  private static Map<String, @Nullable Object> value(State state, int running, boolean leftAlone) {
    Map<String, @Nullable Object> value = new LinkedHashMap<>();
    synchronized (state) {
      value.put("origin", state.origin);
      value.put("running", running);
      value.put("calls", state.calls);
      value.put("failed_calls", state.failed);
      value.put("mean_call_ms", Millis.of(state.nanos / Math.max(1, state.calls)));
      value.put("state", leftAlone ? "left_alone" : state.failing ? "failing" : "ok");
      value.put("last_error", state.lastFailure);
    }
    return value;
  }
}
