package dev.rolloutserver.command.bench;

import dev.rolloutserver.command.bench.TrainerProcess.Report;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;

/** Plays cells, one after the other, and says what was seen. */
final class Measurement {
  private static final Duration STEP = Duration.ofSeconds(1);
  private static final Duration PAUSE = Duration.ofMillis(20);
  private static final int MAX_PAUSES = 100;

  /** So many that no two cells play the same. */
  private static final long FIRST_ROLLOUTS = 1L << 40;

  private final BenchPlan plan;
  private final Worker worker;
  private final TrainerProcess trainer;
  private final Supplier<ProcessUse> server;
  private final RandomGenerator random;

  /**
   * A measurement.
   *
   * @param server what the server has taken so far
   * @param random numbers the rollouts, so that no server has seen their texts
   */
  Measurement(
      BenchPlan plan,
      Worker worker,
      TrainerProcess trainer,
      Supplier<ProcessUse> server,
      RandomGenerator random) {
    this.plan = plan;
    this.worker = worker;
    this.trainer = trainer;
    this.server = server;
    this.random = random;
  }

  /** A cell and the trainer's first few complaints since it began. */
  record Seen(CellResult result, List<String> complaints) {
    Seen {
      complaints = List.copyOf(complaints);
    }
  }

  /** Plays a cell. */
  Seen play(Cell cell) throws InterruptedException {
    long violationsBefore = trainer.report().violations();
    Map<String, TrainerTime> times = new HashMap<>();
    LoadRun run =
        new LoadRun(
            worker, cell, random.nextLong(FIRST_ROLLOUTS), plan.patience(cell.scenario().calls()));
    if (plan.warmUp().isZero()) {
      plan.count().ifPresent(run::limit);
    }
    Snapshot begin = snapshot(times);
    run.start(plan.warmUp().dividedBy(2));
    if (!plan.warmUp().isZero()) {
      Thread.sleep(plan.warmUp());
      begin = snapshot(times);
      plan.count().ifPresent(run::limit);
    }
    if (plan.count().isEmpty()) {
      pass(plan.window(), times);
    } else {
      awaitEnd(run, times);
    }
    Snapshot end = snapshot(times);
    run.limit(0);
    awaitEnd(run, times);
    List<Played> played = run.played();
    Report last = lastReport(played, times);
    long violations = last.violations() - violationsBefore;
    return new Seen(CellResult.of(cell, begin, end, played, times, violations), last.complaints());
  }

  private Snapshot snapshot(Map<String, TrainerTime> times) {
    Report report = trainer.report();
    times.putAll(report.ended());
    return new Snapshot(
        System.nanoTime(),
        report.answered(),
        server.get(),
        trainer.use(),
        ProcessUse.of(ProcessHandle.current()));
  }

  /** Lets time pass; the trainer keeps only so many times. */
  private void pass(Duration time, Map<String, TrainerTime> times) throws InterruptedException {
    long end = System.nanoTime() + time.toNanos();
    for (long left = time.toNanos(); left > 0; left = end - System.nanoTime()) {
      Thread.sleep(Duration.ofNanos(Math.min(left, STEP.toNanos())));
      times.putAll(trainer.report().ended());
    }
  }

  private void awaitEnd(LoadRun run, Map<String, TrainerTime> times) throws InterruptedException {
    while (!run.ended(STEP)) {
      times.putAll(trainer.report().ended());
    }
  }

  /** The worker has an answer before the trainer knows how long its last part of it took. */
  private Report lastReport(List<Played> played, Map<String, TrainerTime> times)
      throws InterruptedException {
    Report report = trainer.report();
    times.putAll(report.ended());
    for (int i = 0; i < MAX_PAUSES && !allKnown(played, times); i++) {
      Thread.sleep(PAUSE);
      report = trainer.report();
      times.putAll(report.ended());
    }
    return report;
  }

  private static boolean allKnown(List<Played> played, Map<String, TrainerTime> times) {
    return played.stream()
        .allMatch(rollout -> rollout.failure() != null || times.containsKey(rollout.rolloutId()));
  }
}
