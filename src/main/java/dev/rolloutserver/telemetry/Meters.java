package dev.rolloutserver.telemetry;

import dev.rolloutserver.prompt.PromptObserver;
import dev.rolloutserver.record.RecordObserver;
import dev.rolloutserver.registry.RegistryObserver;
import dev.rolloutserver.rollout.RolloutObserver;
import dev.rolloutserver.rollout.RolloutObservers;
import dev.rolloutserver.rollout.Usage;
import io.helidon.metrics.api.Counter;
import io.helidon.metrics.api.Gauge;
import io.helidon.metrics.api.MeterRegistry;
import io.helidon.metrics.api.Metrics;
import io.helidon.metrics.api.Timer;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.function.IntSupplier;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/** Every meter of the server, by name; label values are bounded whatever callers send. */
public final class Meters {
  private static final Set<String> METHODS =
      Set.of("GET", "HEAD", "POST", "PUT", "DELETE", "OPTIONS", "PATCH");

  private final MeterRegistry registry;
  private final Set<String> tools;
  private final Counters httpRequests;
  private final Counters rollouts;
  private final Timer rolloutDuration;
  private final Counters refusals;
  private final Timer queueWait;
  private final Counter joins;
  private final Counter answersAgain;
  private final Counter promptTokens;
  private final Counter responseTokens;
  private final Counters trainerCalls;
  private final Timer trainerCallDuration;
  private final Counters trainerAttempts;
  private final Counters toolCalls;
  private final Timer toolCallDuration;
  private final Counters tokenChecks;
  private final Counter cacheHits;
  private final Counter cacheMisses;
  private final Timer loadDuration;
  private final Counter loadFailures;
  private final Timer encodeWait;
  private final Counter encodedCharacters;
  private final Counter pieceHits;
  private final Counter pieceMisses;

  /**
   * Meters in the registry that {@code /metrics} shows.
   *
   * @param tools names of tools that may be a label value; any other is OTHER
   */
  public Meters(Set<String> tools) {
    this(Metrics.globalRegistry(), tools);
  }

  Meters(MeterRegistry registry, Set<String> tools) {
    this.registry = registry;
    this.tools = Set.copyOf(tools);
    this.httpRequests =
        counters("http_requests", "HTTP requests answered by a route", "method", "status");
    this.rollouts = counters("rollout_requests", "Rollouts that have ended", "status", "reason");
    this.rolloutDuration =
        timer("rollout_duration", "Time of a rollout without its wait for a permit");
    this.refusals = counters("rollout_refusals", "Rollouts that may not start", "reason");
    this.queueWait = timer("rollout_queue_wait", "Time that a rollout waited for its permit");
    this.joins = counter("rollout_joins", "Requests that joined a rollout that runs");
    this.answersAgain =
        counter("rollout_answers_again", "Requests that were answered with a kept answer");
    this.promptTokens = counter("rollout_prompt_tokens", "Prompt tokens by the trainer's count");
    this.responseTokens = counter("rollout_response_tokens", "Tokens that the model produced");
    this.trainerCalls = counters("llm_calls", "Calls of a trainer", "status");
    this.trainerCallDuration = timer("llm_call_duration", "Time of a trainer's call");
    this.trainerAttempts =
        counters("llm_attempts", "Times that a trainer was asked, again or not", "result");
    this.toolCalls = counters("tool_calls", "Tool calls", "tool", "status");
    this.toolCallDuration = timer("tool_call_duration", "Time of a tool call");
    this.tokenChecks =
        counters("token_checks", "Turns whose ids were compared with the mask", "class");
    this.cacheHits = counter("tokenizer_cache_hits", "Rollouts that found their tokenizer loaded");
    this.cacheMisses =
        counter("tokenizer_cache_misses", "Rollouts that had their tokenizer loaded");
    this.loadDuration = timer("tokenizer_load_duration", "Time that a tokenizer took to load");
    this.loadFailures = counter("tokenizer_load_failures", "Tokenizers that could not be loaded");
    this.encodeWait = timer("encode_wait", "Time that a prompt waited for a thread to tokenize it");
    this.encodedCharacters =
        counter("encoded_characters", "Characters of prompts that were tokenized to be counted");
    this.pieceHits =
        counter("piece_cache_hits", "Pieces of prompts whose tokens another prompt had told");
    this.pieceMisses =
        counter("piece_cache_misses", "Pieces of prompts that were looked up and not known");
  }

  /** Hears the steps of all rollouts. */
  public RolloutObservers rollouts() {
    RolloutObserver all = new RolloutMeters(this);
    return _ -> all;
  }

  /** Hears what happens to rollouts outside of their run. */
  public RegistryObserver registry() {
    return new RegistryMeters(this);
  }

  /** Hears what becomes of records that are written to files. */
  public RecordObserver records() {
    Counters records =
        counters(
            "rollout_records", "Records of rollouts for files, by what became of them", "result");
    return new RecordMeters(records.of("written"), records.of("dropped"), records.of("failed"));
  }

  /** Hears of the tokenizers that are kept. */
  public PromptObserver prompts() {
    return new PromptMeters(this);
  }

  /** Shows how many rollouts run and wait, and the memory of requests that wait and of answers. */
  public void rolloutsNow(
      IntSupplier active,
      IntSupplier waiting,
      LongSupplier conversationBytes,
      LongSupplier answerBytes) {
    gauge("rollouts_active", "Rollouts that run", active::getAsInt);
    gauge("rollouts_waiting", "Rollouts that wait for a permit", waiting::getAsInt);
    gauge(
        "rollouts_conversation_bytes",
        "Memory of requests and rollouts, estimated",
        conversationBytes::getAsLong);
    gauge("rollout_answers_bytes", "Answers that are kept", answerBytes::getAsLong);
  }

  /** Counts {@code http_requests_total{method,status}}; a method unknown to HTTP is OTHER. */
  public void httpRequest(String method, int status) {
    httpRequests
        .of(METHODS.contains(method) ? method : "OTHER", Integer.toString(status))
        .increment();
  }

  /** Counts {@code rollout_requests_total{status,reason}} and what the rollout took. */
  void rollout(String status, String reason, Usage usage) {
    rollouts.of(status, reason).increment();
    rolloutDuration.record(usage.total());
    promptTokens.increment(usage.promptTokens());
    responseTokens.increment(usage.responseTokens());
  }

  /** Measures {@code rollout_queue_wait_seconds}. */
  void rolloutAdmitted(Duration waited) {
    queueWait.record(waited);
  }

  /** Counts {@code rollout_refusals_total{reason}}. */
  void rolloutRefused(String reason) {
    refusals.of(reason).increment();
  }

  /** Counts {@code rollout_joins_total}. */
  void rolloutJoined() {
    joins.increment();
  }

  /** Counts {@code rollout_answers_again_total}. */
  void rolloutAnsweredAgain() {
    answersAgain.increment();
  }

  /** Counts {@code llm_calls_total{status}}. */
  void trainerCall(Duration time, String status) {
    trainerCalls.of(status).increment();
    trainerCallDuration.record(time);
  }

  /** Counts {@code llm_attempts_total{result}}: ok, or the kind of the failure. */
  void trainerAttempt(String result) {
    trainerAttempts.of(result).increment();
  }

  /** Counts {@code tool_calls_total{tool,status}}. */
  void toolCall(String tool, Duration time, String status) {
    toolCalls.of(tools.contains(tool) ? tool : "OTHER", status).increment();
    toolCallDuration.record(time);
  }

  /** Counts {@code token_checks_total{class}}: clean, realign or fork. */
  void tokenCheck(String tokenClass) {
    tokenChecks.of(tokenClass).increment();
  }

  /** Counts {@code tokenizer_cache_hits_total} or {@code tokenizer_cache_misses_total}. */
  void tokenizerCache(boolean hit) {
    (hit ? cacheHits : cacheMisses).increment();
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
    encodedCharacters.increment(characters);
  }

  /** Counts {@code piece_cache_hits_total} or {@code piece_cache_misses_total}. */
  void pieceCache(boolean hit) {
    (hit ? pieceHits : pieceMisses).increment();
  }

  private <N extends Number> void gauge(String name, String description, Supplier<N> value) {
    registry.getOrCreate(Gauge.builder(name, value).description(description));
  }

  private Counter counter(String name, String description) {
    return registry.getOrCreate(Counter.builder(name).description(description));
  }

  private Counters counters(String name, String description, String... labels) {
    return new Counters(registry, name, description, List.of(labels));
  }

  private Timer timer(String name, String description) {
    return registry.getOrCreate(
        Timer.builder(name).description(description).percentiles(0.5, 0.9, 0.99));
  }
}
