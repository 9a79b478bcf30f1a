package dev.rolloutserver.telemetry;

import dev.rolloutserver.admission.Refused;
import dev.rolloutserver.prompt.PromptObserver;
import dev.rolloutserver.prompt.TurnVerdict;
import dev.rolloutserver.record.RecordObserver;
import dev.rolloutserver.registry.CancelCause;
import dev.rolloutserver.registry.RegistryObserver;
import dev.rolloutserver.rollout.ErrorCategory;
import dev.rolloutserver.rollout.FinishReason;
import dev.rolloutserver.rollout.RolloutObservers;
import dev.rolloutserver.rollout.Usage;
import dev.rolloutserver.trainer.TrainerException;
import io.helidon.metrics.api.MeterRegistry;
import io.helidon.metrics.api.Metrics;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.function.DoubleSupplier;
import java.util.function.Function;
import java.util.function.LongSupplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Every meter of {@link Metric}; label values are bounded whatever callers send. */
public final class Meters {
  private static final String COMPLETED = "completed";
  private static final String ERROR = "error";
  private static final String CLEAN = TurnVerdict.CLEAN.wireName();
  private static final String OK = "ok";
  private static final String FAILED = "failed";

  private static final Set<String> METHODS =
      Set.of("GET", "HEAD", "POST", "PUT", "DELETE", "OPTIONS", "PATCH");

  private final MeterTable table;
  private final CounterPairs httpRequests;

  /** What was counted last: the next request is mostly answered like that, too. */
  private volatile @Nullable Exchange lastExchange;

  private final Counters completedRollouts;
  private final Counters failedRollouts;
  private final Counters refusals;
  private final Counters cancellations;
  private final Recorder queueWait;
  private final Recorder joins;
  private final Recorder answersAgain;
  private final Recorder promptTokens;
  private final Recorder responseTokens;
  private final Counters records;
  private final Recorder answeredCalls;

  /** Those whose ids are what the mask says: all but a few, so they are told at once. */
  private final Recorder cleanCalls;

  private final Recorder failedCalls;
  private final Counters trainerAttempts;
  private final Recorder trainerRetries;
  private final CounterPairs toolCalls;
  private final Counters tokenChecks;
  private final Recorder cacheHits;
  private final Recorder cacheMisses;
  private final Recorder evictions;
  private final Recorder loadDuration;
  private final Recorder loadFailures;
  private final Recorder encodeWait;
  private final Recorder encodedCharacters;
  private final Recorder pieceHits;
  private final Recorder pieceMisses;

  private record Exchange(String method, int status, Recorder count) {}

  /**
   * Meters in the registry that {@code /metrics} shows.
   *
   * @param tools names of tools that may be a label value; any other is OTHER
   */
  public Meters(Set<String> tools) {
    this(Metrics.globalRegistry(), tools);
  }

  Meters(MeterRegistry registry, Set<String> tools) {
    this.table = new MeterTable(registry);
    this.httpRequests = table.counters(Metric.HTTP_REQUESTS, METHODS);
    Recorder rolloutTimes =
        table.timer(Metric.ROLLOUT_DURATION).and(table.timer(Metric.ROLLOUT_DURATION_HISTOGRAM));
    CounterPairs rollouts =
        table.counters(Metric.ROLLOUT_REQUESTS, Set.of(COMPLETED, ERROR), rolloutTimes);
    this.completedRollouts = rollouts.of(COMPLETED);
    this.failedRollouts = rollouts.of(ERROR);
    this.refusals = table.counters(Metric.ROLLOUT_REFUSALS);
    this.cancellations = table.counters(Metric.ROLLOUT_CANCELLATIONS);
    this.queueWait = table.timer(Metric.ROLLOUT_QUEUE_WAIT);
    this.joins = table.counter(Metric.ROLLOUT_JOINS);
    this.answersAgain = table.counter(Metric.ROLLOUT_ANSWERS_AGAIN);
    this.promptTokens = table.counter(Metric.ROLLOUT_PROMPT_TOKENS);
    this.responseTokens = table.counter(Metric.ROLLOUT_RESPONSE_TOKENS);
    this.records = table.counters(Metric.ROLLOUT_RECORDS);
    this.trainerAttempts = table.counters(Metric.LLM_ATTEMPTS);
    Counters trainerCalls = table.counters(Metric.LLM_CALLS);
    Recorder trainerTimes = table.timer(Metric.LLM_CALL_DURATION);
    this.answeredCalls =
        trainerTimes.counting(trainerCalls.of(OK)).counting(trainerAttempts.of(OK));
    this.failedCalls = trainerTimes.counting(trainerCalls.of(FAILED));
    this.trainerRetries = table.counter(Metric.LLM_RETRIES);
    this.toolCalls =
        table.counters(Metric.TOOL_CALLS, tools, table.timer(Metric.TOOL_CALL_DURATION));
    this.tokenChecks = table.counters(Metric.TOKEN_CHECKS);
    this.cleanCalls = answeredCalls.counting(tokenChecks.of(CLEAN));
    this.cacheHits = table.counter(Metric.TOKENIZER_CACHE_HITS);
    this.cacheMisses = table.counter(Metric.TOKENIZER_CACHE_MISSES);
    this.evictions = table.counter(Metric.TOKENIZER_EVICTIONS);
    this.loadDuration = table.timer(Metric.TOKENIZER_LOAD_DURATION);
    this.loadFailures = table.counter(Metric.TOKENIZER_LOAD_FAILURES);
    this.encodeWait = table.timer(Metric.ENCODE_WAIT);
    this.encodedCharacters = table.counter(Metric.ENCODED_CHARACTERS);
    this.pieceHits = table.counter(Metric.PIECE_CACHE_HITS);
    this.pieceMisses = table.counter(Metric.PIECE_CACHE_MISSES);
    beginAtZero(tools);
  }

  /** What has not happened is told too: a first time is otherwise no increase. */
  private void beginAtZero(Set<String> tools) {
    names(FinishReason.values(), FinishReason::wireName).forEach(completedRollouts::show);
    names(ErrorCategory.values(), ErrorCategory::wireName).forEach(failedRollouts::show);
    names(Refused.Reason.values(), Refused.Reason::wireName).forEach(refusals::show);
    names(CancelCause.values(), CancelCause::wireName).forEach(cancellations::show);
    names(TrainerException.Kind.values(), TrainerException.Kind::label)
        .forEach(trainerAttempts::show);
    names(TurnVerdict.values(), TurnVerdict::wireName).forEach(tokenChecks::show);
    List.of("written", "dropped", "failed").forEach(records::show);
    for (String status : List.of(OK, FAILED)) {
      tools.forEach(tool -> toolCalls.of(tool).show(status));
      toolCalls.of(CounterPairs.OTHER).show(status);
    }
  }

  private static <E> Stream<String> names(E[] values, Function<E, String> name) {
    return Stream.of(values).map(name);
  }

  /** Hears the steps of all rollouts. */
  public RolloutObservers rollouts() {
    return _ -> new RolloutMeters(this);
  }

  /** Hears what happens to rollouts outside of their run. */
  public RegistryObserver registry() {
    return new RegistryMeters(this);
  }

  /** Hears what becomes of records that are written to files. */
  public RecordObserver records() {
    return new RecordMeters(records.of("written"), records.of("dropped"), records.of("failed"));
  }

  /** Hears of the tokenizers that are kept. */
  public PromptObserver prompts() {
    return new PromptMeters(this);
  }

  /** Shows what process and JVM take. */
  public void process() {
    ProcessMeters.register(table);
  }

  /** Shows how many rollouts run and may run, wait and may wait. */
  public void rolloutsNow(DoubleSupplier active, int permits, DoubleSupplier waiting, int places) {
    table.gauge(Metric.ROLLOUTS_ACTIVE, active);
    table.gauge(Metric.ROLLOUT_PERMITS, () -> permits);
    table.gauge(Metric.ROLLOUTS_WAITING, waiting);
    table.gauge(Metric.ROLLOUT_QUEUE_PLACES, () -> places);
  }

  /** Shows the memory of requests and rollouts, and of answers that are kept. */
  public void rolloutBytes(DoubleSupplier conversations, DoubleSupplier answers) {
    table.gauge(Metric.ROLLOUTS_CONVERSATION_BYTES, conversations);
    table.gauge(Metric.ROLLOUT_ANSWERS_BYTES, answers);
  }

  /** Shows how many trainers are left alone, or are about to be tried again. */
  public void breakers(DoubleSupplier open, DoubleSupplier halfOpen) {
    table.gauge(Metric.LLM_BREAKERS, open, "open");
    table.gauge(Metric.LLM_BREAKERS, halfOpen, "half_open");
  }

  /** Shows how many tokenizers are loaded, and the memory outside of the heap that they take. */
  public void tokenizersNow(DoubleSupplier count, DoubleSupplier nativeBytes) {
    table.gauge(Metric.TOKENIZER_CACHE_SIZE, count);
    table.gauge(Metric.TOKENIZER_NATIVE_BYTES, nativeBytes);
  }

  /**
   * Shows the connections of a client.
   *
   * @param client one of a few: trainer, tools, hub
   */
  public void connections(
      String client, DoubleSupplier active, DoubleSupplier idle, LongSupplier opened) {
    table.gauge(Metric.OUTBOUND_CONNECTIONS, active, client, "active");
    table.gauge(Metric.OUTBOUND_CONNECTIONS, idle, client, "idle");
    table.count(Metric.OUTBOUND_CONNECTIONS_OPENED, opened, client);
  }

  /** Counts {@code http_requests_total{method,status}}; a method unknown to HTTP is OTHER. */
  public void httpRequest(String method, int status) {
    Exchange same = lastExchange;
    if (same == null || same.status != status || !same.method.equals(method)) {
      same = new Exchange(method, status, httpRequests.of(method, Integer.toString(status)));
      lastExchange = same;
    }
    same.count.increment();
  }

  /** Counts {@code rollout_requests_total{status,reason}} and what the rollout took. */
  void rollout(boolean completed, String reason, Usage usage) {
    (completed ? completedRollouts : failedRollouts).of(reason).record(usage.total());
    promptTokens.add(usage.promptTokens());
    responseTokens.add(usage.responseTokens());
  }

  /** Measures {@code rollout_queue_wait_seconds}. */
  void rolloutAdmitted(long waited) {
    queueWait.add(waited);
  }

  /** Counts {@code rollout_refusals_total{reason}}. */
  void rolloutRefused(String reason) {
    refusals.of(reason).increment();
  }

  /** Counts {@code rollout_cancellations_total{cause}}. */
  void rolloutCancelled(String cause) {
    cancellations.of(cause).increment();
  }

  /** Counts {@code rollout_joins_total}. */
  void rolloutJoined() {
    joins.increment();
  }

  /** Counts {@code rollout_answers_again_total}. */
  void rolloutAnsweredAgain() {
    answersAgain.increment();
  }

  /** Counts {@code llm_calls_total{status}} of one that failed. */
  void trainerFailed(long time) {
    failedCalls.add(time);
  }

  /**
   * Counts {@code llm_calls_total{status}}, the attempt that was answered, and {@code
   * token_checks_total{class}}.
   *
   * @param again whether an attempt of the call had failed before
   * @param tokenClass clean, realign or fork; null where the ids could not be compared
   */
  void trainerAnswered(long time, boolean again, @Nullable String tokenClass) {
    if (CLEAN.equals(tokenClass)) {
      cleanCalls.add(time);
    } else {
      answeredCalls.add(time);
      if (tokenClass != null) {
        tokenChecks.of(tokenClass).increment();
      }
    }
    if (again) {
      trainerRetries.increment();
    }
  }

  /** Counts {@code llm_attempts_total{result}} of one that failed. */
  void failedAttempt(String kind, boolean again) {
    trainerAttempts.of(kind).increment();
    if (again) {
      trainerRetries.increment();
    }
  }

  /** Counts {@code tool_calls_total{tool,status}}. */
  void toolCall(String tool, long time, boolean failed) {
    toolCalls.of(tool, failed ? FAILED : OK).add(time);
  }

  /** Counts {@code tokenizer_cache_hits_total} or {@code tokenizer_cache_misses_total}. */
  void tokenizerCache(boolean hit) {
    (hit ? cacheHits : cacheMisses).increment();
  }

  /** Counts {@code tokenizer_evictions_total}. */
  void tokenizerEvicted() {
    evictions.increment();
  }

  /** Measures {@code tokenizer_load_duration_seconds}. */
  void tokenizerLoaded(Duration time) {
    loadDuration.record(time);
  }

  /** Counts {@code tokenizer_load_failures_total}. */
  void tokenizerNotLoaded() {
    loadFailures.increment();
  }

  /** Measures {@code encode_wait_seconds}. */
  void encodingWaited(Duration time) {
    encodeWait.record(time);
  }

  /** Counts {@code encoded_characters_total}. */
  void encoded(int characters) {
    encodedCharacters.add(characters);
  }

  /** Counts {@code piece_cache_hits_total} and {@code piece_cache_misses_total}. */
  void pieceCache(int hits, int misses) {
    if (hits > 0) {
      pieceHits.add(hits);
    }
    if (misses > 0) {
      pieceMisses.add(misses);
    }
  }
}
