package dev.rolloutserver.telemetry;

import dev.rolloutserver.prompt.PromptObserver;
import dev.rolloutserver.rollout.RolloutObserver;
import dev.rolloutserver.rollout.Usage;
import io.helidon.metrics.api.Counter;
import io.helidon.metrics.api.Gauge;
import io.helidon.metrics.api.MeterRegistry;
import io.helidon.metrics.api.Metrics;
import io.helidon.metrics.api.Tag;
import io.helidon.metrics.api.Timer;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.function.IntSupplier;
import java.util.function.Supplier;

/** Every meter of the server, by name; label values are bounded whatever callers send. */
public final class Meters {
  private static final Set<String> METHODS =
      Set.of("GET", "HEAD", "POST", "PUT", "DELETE", "OPTIONS", "PATCH");

  private final MeterRegistry registry;
  private final Set<String> tools;

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
  }

  /** Hears the steps of all rollouts. */
  public RolloutObserver rollouts() {
    return new RolloutMeters(this);
  }

  /** Hears of the tokenizers that are kept. */
  public PromptObserver prompts() {
    return new PromptMeters(this);
  }

  /** Shows how many rollouts run and wait. */
  public void rolloutsNow(IntSupplier active, IntSupplier waiting) {
    gauge("rollouts_active", "Rollouts that run", active);
    gauge("rollouts_waiting", "Rollouts that wait for a permit", waiting);
  }

  /** Counts {@code http_requests_total{method,status}}; a method unknown to HTTP is OTHER. */
  public void httpRequest(String method, int status) {
    count(
        "http_requests",
        "HTTP requests answered by a route",
        Tag.create("method", METHODS.contains(method) ? method : "OTHER"),
        Tag.create("status", Integer.toString(status)));
  }

  /** Counts {@code rollout_requests_total{status,reason}} and what the rollout took. */
  void rollout(String status, String reason, Usage usage) {
    count(
        "rollout_requests",
        "Rollouts that have ended",
        Tag.create("status", status),
        Tag.create("reason", reason));
    time("rollout_duration", "Time of a rollout without its wait for a permit", usage.total());
    add("rollout_prompt_tokens", "Prompt tokens by the trainer's count", usage.promptTokens());
    add("rollout_response_tokens", "Tokens that the model produced", usage.responseTokens());
  }

  /** Counts {@code llm_calls_total{status}}. */
  void trainerCall(Duration time, String status) {
    count("llm_calls", "Calls of a trainer", Tag.create("status", status));
    time("llm_call_duration", "Time of a trainer's call", time);
  }

  /** Counts {@code tool_calls_total{tool,status}}. */
  void toolCall(String tool, Duration time, String status) {
    count(
        "tool_calls",
        "Tool calls",
        Tag.create("tool", tools.contains(tool) ? tool : "OTHER"),
        Tag.create("status", status));
    time("tool_call_duration", "Time of a tool call", time);
  }

  /** Counts {@code token_checks_total{class}}: clean, realign or fork. */
  void tokenCheck(String tokenClass) {
    count(
        "token_checks",
        "Turns whose ids were compared with the mask",
        Tag.create("class", tokenClass));
  }

  /** Counts {@code tokenizer_cache_hits_total} or {@code tokenizer_cache_misses_total}. */
  void tokenizerCache(boolean hit) {
    if (hit) {
      count("tokenizer_cache_hits", "Rollouts that found their tokenizer loaded");
    } else {
      count("tokenizer_cache_misses", "Rollouts that had their tokenizer loaded");
    }
  }

  /** Measures {@code tokenizer_load_duration_seconds}. */
  void tokenizerLoaded(Duration time) {
    time("tokenizer_load_duration", "Time that a tokenizer took to load", time);
  }

  /** Counts {@code tokenizer_load_failures_total}. */
  void tokenizerNotLoaded() {
    count("tokenizer_load_failures", "Tokenizers that could not be loaded");
  }

  private void gauge(String name, String description, IntSupplier value) {
    registry.getOrCreate(
        Gauge.builder(name, (Supplier<Integer>) value::getAsInt).description(description));
  }

  private void count(String name, String description, Tag... tags) {
    registry
        .getOrCreate(Counter.builder(name).description(description).tags(List.of(tags)))
        .increment();
  }

  private void add(String name, String description, long amount) {
    registry.getOrCreate(Counter.builder(name).description(description)).increment(amount);
  }

  private void time(String name, String description, Duration time) {
    registry
        .getOrCreate(Timer.builder(name).description(description).percentiles(0.5, 0.9, 0.99))
        .record(time);
  }
}
