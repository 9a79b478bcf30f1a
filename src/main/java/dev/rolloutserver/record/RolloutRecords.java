package dev.rolloutserver.record;

import dev.rolloutserver.rollout.RolloutNotes;
import dev.rolloutserver.rollout.RolloutObserver;
import dev.rolloutserver.rollout.RolloutObservers;
import dev.rolloutserver.rollout.RolloutOutcome;
import dev.rolloutserver.rollout.Tapes;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** The rollouts that wait or run, and those that ended last. Safe for use by many threads. */
public final class RolloutRecords implements RolloutObservers, AutoCloseable {
  private static final Duration SAMPLING = Duration.ofSeconds(Series.SECONDS);

  private final Clock clock;
  private final Tapes tapes;
  private final RecordRing ring;
  private final RecordBudget budget;
  private final RecordBudget budgetOfFailures;
  private final @Nullable RecordFiles files;
  private final boolean tokensInFiles;
  private final AtomicLong keys = new AtomicLong();
  private final Map<Long, LiveRollout> live = new ConcurrentHashMap<>();
  private final Series series = new Series();
  private final TrainerStates trainers = new TrainerStates();
  private final Thread sampling =
      Thread.ofVirtual().name("rollout-series").unstarted(this::sampleOnAndOn);
  private final AtomicLong completed = new AtomicLong();
  private final AtomicLong refused = new AtomicLong();

  /** Those that ended and are not kept, since too many did. */
  private final AtomicLong skipped = new AtomicLong();

  /** By error category. */
  private final Map<String, AtomicLong> errors = new ConcurrentHashMap<>();

  /**
   * Records of all rollouts.
   *
   * @param ringBytes memory for those that have ended; 0 keeps none
   * @param ringBytesPerSecond how much of it is written in a second at most, and as much again for
   *     those that failed
   * @param files takes a line for each that has ended, with its tokens where they are wanted; null
   *     where none are written
   * @param tapes tell the steps of rollouts
   */
  public RolloutRecords(
      long ringBytes,
      long ringBytesPerSecond,
      @Nullable RecordFiles files,
      boolean tokensInFiles,
      Clock clock,
      Tapes tapes) {
    this.clock = clock;
    this.tapes = tapes;
    this.ring = new RecordRing(ringBytes);
    this.budget = new RecordBudget(ringBytesPerSecond, tapes::now);
    this.budgetOfFailures = new RecordBudget(ringBytesPerSecond, tapes::now);
    this.files = files;
    this.tokensInFiles = files != null && tokensInFiles;
  }

  @Override
  public RolloutObserver queued(RolloutNotes notes) {
    long room = ring.maxBytes() > 0 ? budget.take() : 0;
    LiveRollout rollout =
        new LiveRollout(
            this, keys.incrementAndGet(), notes, clock.instant(), room, room > 0 || tokensInFiles);
    live.put(rollout.key, rollout);
    return rollout;
  }

  @Override
  public void refusedUnread() {
    refused.incrementAndGet();
  }

  /**
   * A rollout that waits, runs or is kept.
   *
   * @param tokens whether its tokens are wanted, too
   */
  public Optional<RolloutView> find(long key, boolean tokens) {
    tapes.settle();
    LiveRollout rollout = live.get(key);
    if (rollout != null) {
      boolean kept = rollout.keepsTokens();
      // first: what says that it has ended has the end, too
      RolloutRow row = rollout.row();
      byte[] json = rollout.json(tokens && kept);
      return Optional.of(RolloutView.of(row, json, kept, tapes.now()));
    }
    RolloutRow row = ring.row(key);
    byte[] json = ring.find(key);
    return row == null || json == null
        ? Optional.empty()
        : Optional.of(RolloutView.of(row, json, true, tapes.now()));
  }

  /** What is equal as long as nothing happens to that rollout; empty where there is none. */
  public Optional<Object> state(long key) {
    tapes.settle();
    LiveRollout rollout = live.get(key);
    return Optional.ofNullable(rollout == null ? ring.row(key) : rollout.row());
  }

  /**
   * Rows of those that wait or run, the oldest first, and of those that are kept, the newest first.
   *
   * @param running whether the former are wanted
   * @param recent whether the latter are
   * @param wanted what a row has to mention
   * @param limit of each
   */
  public Map<String, Object> rows(boolean running, boolean recent, String wanted, int limit) {
    tapes.settle();
    String lower = wanted.toLowerCase(Locale.ROOT);
    Predicate<RolloutRow> mentions = row -> row.mentions(lower);
    List<RolloutRow> now =
        running
            ? live.values().stream()
                .map(LiveRollout::row)
                .filter(mentions.and(row -> row.phase() != Phase.ENDED))
                .sorted(Comparator.comparingLong(RolloutRow::key))
                .toList()
            : List.of();
    List<RolloutRow> ended = recent ? ring.rows().stream().filter(mentions).toList() : List.of();
    Map<String, Object> value = new LinkedHashMap<>();
    value.put("running", values(now, limit));
    value.put("recent", values(ended, limit));
    value.put("running_total", now.size());
    value.put("recent_total", ended.size());
    return value;
  }

  /**
   * How all of them are doing.
   *
   * @param leftAlone origins of trainers that are not asked for a while
   */
  public Map<String, @Nullable Object> overview(Set<String> leftAlone) {
    Now now = sample();
    Map<String, @Nullable Object> value = new LinkedHashMap<>();
    value.put("rollouts", totals(now.active(), now.waiting()));
    value.put("phases", counts(now.phases()));
    value.put("series", series.value(clock.instant().getEpochSecond()));
    value.put("trainers", trainers.value(now.byTrainer(), now.calls(), leftAlone));
    Map<String, Object> categories = new LinkedHashMap<>();
    errors.forEach((category, count) -> categories.put(category, count.get()));
    value.put("errors", categories);
    value.put(
        "ring",
        Map.of(
            "bytes",
            ring.bytes(),
            "max_bytes",
            ring.maxBytes(),
            "rollouts",
            ring.count(),
            "skipped",
            skipped.get()));
    value.put("record", files == null ? null : files.counts());
    return value;
  }

  /** Looks every few seconds at how many run and wait, until it is closed. */
  public void start() {
    sampling.start();
  }

  /** Writes what is still to be written. */
  @Override
  public void close() {
    sampling.interrupt();
    if (files != null) {
      files.close();
    }
  }

  /** Bytes of those that are kept. */
  public long ringBytes() {
    return ring.bytes();
  }

  TrainerStates trainers() {
    return trainers;
  }

  /** One has ended, in whatever way. */
  void ended(LiveRollout rollout) {
    try {
      count(rollout);
      byte[] withTokens = ring.maxBytes() > 0 ? keep(rollout) : null;
      if (files != null) {
        files.add(tokensInFiles && withTokens != null ? withTokens : rollout.json(tokensInFiles));
      }
    } finally {
      live.remove(rollout.key);
    }
  }

  /** Keeps it if there is room, and returns its record then. */
  private byte @Nullable [] keep(LiveRollout rollout) {
    boolean planned = rollout.room > 0;
    RecordBudget from = planned ? budget : budgetOfFailures;
    long room = planned ? rollout.room : completed(rollout) ? 0 : budgetOfFailures.take();
    if (room == 0) {
      skipped.incrementAndGet();
      return null;
    }
    byte[] json = {};
    try {
      json = rollout.json(true);
    } finally {
      // what is not made gives its room back
      from.made(room, json.length);
    }
    ring.keep(rollout.row(), json);
    return json;
  }

  private record Now(
      Map<Phase, Integer> phases,
      Map<String, Integer> byTrainer,
      Map<String, TrainerStates.Calls> calls) {
    int waiting() {
      return phases.getOrDefault(Phase.WAITING, 0);
    }

    int active() {
      return byTrainer.values().stream().mapToInt(Integer::intValue).sum();
    }
  }

  private Now sample() {
    tapes.settle();
    Now now = new Now(new EnumMap<>(Phase.class), new HashMap<>(), new HashMap<>());
    live.values()
        .forEach(rollout -> {
          Phase phase = rollout.phase();
          now.phases.merge(phase, 1, Integer::sum);
          if (phase != Phase.WAITING) {
            if (phase != Phase.ENDED) {
              now.byTrainer.merge(rollout.notes().trainer(), 1, Integer::sum);
            }
            now.calls.merge(rollout.notes().trainer(), rollout.calls(), TrainerStates.Calls::and);
          }
        });
    series.now(clock.instant().getEpochSecond(), now.active(), now.waiting());
    return now;
  }

  private void sampleOnAndOn() {
    try {
      while (true) {
        Thread.sleep(SAMPLING);
        sample();
      }
    } catch (InterruptedException e) {
      // it is closed
    }
  }

  private void count(LiveRollout rollout) {
    RolloutNotes notes = rollout.notes();
    RolloutOutcome outcome = notes.outcome();
    if (outcome == null) {
      refused.incrementAndGet();
      return;
    }
    boolean ok = completed(rollout);
    if (ok) {
      completed.incrementAndGet();
    } else {
      errors.computeIfAbsent(Ending.reason(notes), _ -> new AtomicLong()).incrementAndGet();
    }
    long nanos = rollout.durationNanos();
    long second = rollout.began.plusNanos(nanos).getEpochSecond();
    series.ended(second, ok, nanos, outcome.usage().responseTokens());
  }

  private static boolean completed(LiveRollout rollout) {
    return rollout.notes().outcome() instanceof RolloutOutcome.Completed;
  }

  private Map<String, Object> totals(int running, int waiting) {
    Map<String, Object> totals = new LinkedHashMap<>();
    totals.put("running", running);
    totals.put("waiting", waiting);
    totals.put("completed", completed.get());
    totals.put("failed", errors.values().stream().mapToLong(AtomicLong::get).sum());
    totals.put("refused", refused.get());
    return totals;
  }

  private static Map<String, Object> counts(Map<Phase, Integer> phases) {
    Map<String, Object> counts = new LinkedHashMap<>();
    for (Phase phase : Phase.values()) {
      if (phase != Phase.ENDED) {
        counts.put(phase.wireName(), phases.getOrDefault(phase, 0));
      }
    }
    return counts;
  }

  private List<Map<String, @Nullable Object>> values(List<RolloutRow> rows, int limit) {
    long now = tapes.now();
    List<Map<String, @Nullable Object>> values = new ArrayList<>();
    rows.stream().limit(limit).forEach(row -> values.add(row.value(now)));
    return values;
  }
}
