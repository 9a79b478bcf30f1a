package dev.rolloutserver.record;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * How the calls of each trainer went; of at most so many trainers. A rollout keeps its own count
 * until it ends. Safe for use by many threads.
 */
final class TrainerStates {
  private static final int MAX_TRAINERS = 1000;
  private static final int MAX_SHOWN = 100;

  private final Map<String, State> states = new ConcurrentHashMap<>();

  /** Most often it is the same again, which costs no look into a map. */
  private volatile State last = new State("");

  /** Calls that have ended, and how long they took. */
  record Calls(long count, long failed, long nanos) {
    static final Calls NONE = new Calls(0, 0, 0);

    Calls and(Calls others) {
      return new Calls(count + others.count, failed + others.failed, nanos + others.nanos);
    }
  }

  /** Of one of them. */
  static final class State {
    private final String origin;
    private long calls;
    private long failedCalls;
    private long callNanos;
    private volatile @Nullable String lastFailure;
    private volatile boolean failing;

    private State(String origin) {
      this.origin = origin;
    }

    /** A call was answered. */
    void answered() {
      if (failing) {
        failing = false;
      }
    }

    /** A call failed in this way. */
    void failed(String kind) {
      lastFailure = kind;
      failing = true;
    }

    /** A rollout has ended that made these calls. */
    synchronized void add(Calls more) {
      calls += more.count;
      failedCalls += more.failed;
      callNanos += more.nanos;
    }

    /** Those of rollouts that have ended. */
    private synchronized Calls ended() {
      return new Calls(calls, failedCalls, callNanos);
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
   * @param calls of rollouts that run, by origin
   * @param leftAlone origins that are not asked for a while
   */
  List<Map<String, @Nullable Object>> value(
      Map<String, Integer> running, Map<String, Calls> calls, Set<String> leftAlone) {
    List<Map<String, @Nullable Object>> trainers = new ArrayList<>();
    states.forEach((origin, state) ->
        trainers.add(
            value(
                state,
                running.getOrDefault(origin, 0),
                state.ended().and(calls.getOrDefault(origin, Calls.NONE)),
                leftAlone.contains(origin))));
    trainers.sort(
        Comparator.comparingLong((Map<String, @Nullable Object> trainer) ->
            -(trainer.get("calls") instanceof Long count ? count : 0)));
    return trainers.subList(0, Math.min(trainers.size(), MAX_SHOWN));
  }

  private static Map<String, @Nullable Object> value(
      State state, int running, Calls calls, boolean leftAlone) {
    Map<String, @Nullable Object> value = new LinkedHashMap<>();
    value.put("origin", state.origin);
    value.put("running", running);
    value.put("calls", calls.count);
    value.put("failed_calls", calls.failed);
    value.put("mean_call_ms", Millis.of(calls.nanos / Math.max(1, calls.count)));
    value.put("state", leftAlone ? "left_alone" : state.failing ? "failing" : "ok");
    value.put("last_error", state.lastFailure);
    return value;
  }
}
