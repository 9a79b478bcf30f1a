package dev.rolloutserver.command.bench;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a cell of the table has shown.
 *
 * @param seconds length of the window that counts
 * @param rollouts that ended well in it
 * @param calls model calls that were answered in it
 * @param overhead of a turn: wall time of a rollout at the worker without the trainer's time,
 *     divided by its calls
 * @param server CPU of the server, milliseconds a call; null where it is not known
 * @param trainer the same of the trainer
 * @param generator the same of this process
 * @param heapBytes live objects of the server
 * @param residentBytes memory of the server
 * @param failures failed rollouts of the whole cell, by reason
 * @param violations what the trainer refused: masks, messages, order of calls
 */
record CellResult(
    String scenario,
    int callsOfARollout,
    int atOnce,
    double seconds,
    long rollouts,
    long calls,
    Percentiles overhead,
    @Nullable Double server,
    @Nullable Double trainer,
    @Nullable Double generator,
    @Nullable Long heapBytes,
    @Nullable Long residentBytes,
    Map<String, Long> failures,
    long violations) {

  CellResult {
    failures = new LinkedHashMap<>(failures);
  }

  /** What was seen of a cell between two instants. */
  static CellResult of(
      Cell cell,
      Snapshot from,
      Snapshot to,
      List<Played> played,
      Map<String, TrainerTime> times,
      long violations) {
    List<Played> counted =
        played.stream()
            .filter(rollout -> rollout.failure() == null)
            .filter(rollout -> rollout.end() - from.nanos() >= 0 && to.nanos() - rollout.end() >= 0)
            .toList();
    List<Long> overheads =
        counted.stream()
            .flatMap(rollout ->
                Optional.ofNullable(times.get(rollout.rolloutId()))
                    .map(time -> time.overheadPerTurn(rollout))
                    .stream())
            .toList();
    Map<String, Long> failures = new LinkedHashMap<>();
    played.stream()
        .map(Played::failure)
        .filter(Objects::nonNull)
        .forEach(failure -> failures.merge(failure, 1L, Long::sum));
    long calls = to.calls() - from.calls();
    return new CellResult(
        cell.scenario().name(),
        cell.scenario().calls(),
        cell.atOnce(),
        (to.nanos() - from.nanos()) / 1e9,
        counted.size(),
        calls,
        Percentiles.ofNanos(overheads),
        millis(to.server().cpuSince(from.server()), calls),
        millis(to.trainer().cpuSince(from.trainer()), calls),
        millis(to.generator().cpuSince(from.generator()), calls),
        to.server().heapBytes(),
        to.server().residentBytes(),
        failures,
        violations);
  }

  double rolloutsPerSecond() {
    return rollouts / seconds;
  }

  double callsPerSecond() {
    return calls / seconds;
  }

  /** CPU of the server for a rollout, which may be longer than the window. */
  @Nullable Double serverPerRollout() {
    return server == null ? null : Double.valueOf(server * callsOfARollout);
  }

  long failed() {
    return failures.values().stream().mapToLong(Long::longValue).sum();
  }

  boolean good() {
    return failed() == 0 && violations == 0;
  }

  /** The members of a JSON object. */
  Map<String, @Nullable Object> members() {
    Map<String, @Nullable Object> members = new LinkedHashMap<>();
    members.put("scenario", scenario);
    members.put("at_once", atOnce);
    members.put("seconds", seconds);
    members.put("rollouts", rollouts);
    members.put("rollouts_per_second", rolloutsPerSecond());
    members.put("llm_calls", calls);
    members.put("llm_calls_per_second", callsPerSecond());
    members.put("overhead_per_turn_ms_p50", overhead.p50());
    members.put("overhead_per_turn_ms_p90", overhead.p90());
    members.put("overhead_per_turn_ms_p99", overhead.p99());
    members.put("server_cpu_ms_per_call", server);
    members.put("server_cpu_ms_per_rollout", serverPerRollout());
    members.put("trainer_cpu_ms_per_call", trainer);
    members.put("generator_cpu_ms_per_call", generator);
    members.put("server_heap_bytes", heapBytes);
    members.put("server_resident_bytes", residentBytes);
    members.put("failed", failed());
    members.put("failures", failures);
    members.put("violations", violations);
    return members;
  }

  private static @Nullable Double millis(@Nullable Duration time, long calls) {
    return time == null || calls == 0 ? null : Double.valueOf(time.toNanos() / 1e6 / calls);
  }
}
