package dev.rolloutserver.record;

import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/** How the last minutes went, in short stretches of time. Safe for use by many threads. */
final class Series {
  static final int SECONDS = 5;
  static final int BUCKETS = 120;

  /** Durations are told apart by quarters of a doubling, from a millisecond up to a day. */
  private static final int CLASSES = 108;

  private static final double CLASSES_A_DOUBLING = 4;

  private final Bucket[] buckets = new Bucket[BUCKETS];
  private long last = -1;
  private int running;
  private int waiting;

  private static final class Bucket {
    private long completed;
    private long failed;
    private long responseTokens;
    private int running;
    private int waiting;
    private final int[] durations = new int[CLASSES];
  }

  /** A rollout has ended. */
  synchronized void ended(
      long epochSecond, boolean completed, long durationNanos, long responseTokens) {
    Bucket bucket = at(epochSecond);
    bucket.completed += completed ? 1 : 0;
    bucket.failed += completed ? 0 : 1;
    bucket.responseTokens += responseTokens;
    bucket.durations[classOf(durationNanos / 1e6)]++;
  }

  /** So many run and wait from now on. */
  synchronized void now(long epochSecond, int nowRunning, int nowWaiting) {
    Bucket bucket = at(epochSecond);
    running = nowRunning;
    waiting = nowWaiting;
    bucket.running = running;
    bucket.waiting = waiting;
  }

  /** Parallel arrays, the oldest first, up to this second. */
  synchronized Map<String, Object> value(long epochSecond) {
    at(epochSecond);
    Map<String, Object> value = new LinkedHashMap<>();
    value.put("bucket_seconds", SECONDS);
    value.put("end", Instant.ofEpochSecond((last + 1) * SECONDS).toString());
    value.put("completed", numbers(bucket -> bucket.completed));
    value.put("failed", numbers(bucket -> bucket.failed));
    value.put("response_tokens", numbers(bucket -> bucket.responseTokens));
    value.put("p50_ms", quantiles(0.5));
    value.put("p90_ms", quantiles(0.9));
    value.put("running", numbers(bucket -> bucket.running));
    value.put("waiting", numbers(bucket -> bucket.waiting));
    return value;
  }

  private Bucket at(long epochSecond) {
    long index = epochSecond / SECONDS;
    if (last < 0) {
      last = index - BUCKETS;
    }
    // a clock that was set back stays in the last one
    for (long next = Math.max(last + 1, index - BUCKETS + 1); next <= index; next++) {
      Bucket fresh = new Bucket();
      fresh.running = running;
      fresh.waiting = waiting;
      buckets[(int) Math.floorMod(next, (long) BUCKETS)] = fresh;
      last = next;
    }
    return bucket(last);
  }

  private Bucket bucket(long index) {
    int place = (int) Math.floorMod(index, (long) BUCKETS);
    if (buckets[place] == null) {
      buckets[place] = new Bucket();
    }
    return buckets[place];
  }

  private List<Long> numbers(ToLongFunction<Bucket> of) {
    List<Long> numbers = new ArrayList<>(BUCKETS);
    for (long index = last - BUCKETS + 1; index <= last; index++) {
      numbers.add(of.applyAsLong(bucket(index)));
    }
    return numbers;
  }

  private List<@Nullable Double> quantiles(double quantile) {
    List<@Nullable Double> quantiles = new ArrayList<>(BUCKETS);
    for (long index = last - BUCKETS + 1; index <= last; index++) {
      quantiles.add(quantile(bucket(index), quantile));
    }
    return quantiles;
  }

  private static @Nullable Double quantile(Bucket bucket, double quantile) {
    long rank = (long) Math.ceil(quantile * (double) (bucket.completed + bucket.failed));
    long seen = 0;
    for (int i = 0; i < CLASSES && rank > 0; i++) {
      seen += bucket.durations[i];
      if (seen >= rank) {
        return (double) Math.round(10 * Math.pow(2, i / CLASSES_A_DOUBLING)) / 10;
      }
    }
    return null;
  }

  private static int classOf(double millis) {
    double doublings = Math.log(Math.max(1, millis)) / Math.log(2);
    return (int) Math.min(CLASSES - 1.0, Math.rint(doublings * CLASSES_A_DOUBLING));
  }
}
