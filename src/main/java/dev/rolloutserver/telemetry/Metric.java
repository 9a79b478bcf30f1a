package dev.rolloutserver.telemetry;

import java.util.List;

/**
 * Every metric that the server exports; docs/METRICS.md follows it. Label values come from closed
 * sets, whatever callers send.
 */
enum Metric {
  HTTP_REQUESTS(Kind.COUNTER, "http_requests", "HTTP requests answered", "method", "status"),
  ROLLOUT_REQUESTS(
      Kind.COUNTER,
      "rollout_requests",
      "Rollouts that have ended: completed with the finish reason, or error with the category",
      "status",
      "reason"),
  ROLLOUT_DURATION(
      Kind.SUMMARY, "rollout_duration", "Time of a rollout without its wait for a permit"),
  ROLLOUT_DURATION_HISTOGRAM(
      Kind.HISTOGRAM, "rollout_duration_histogram", "The same, in buckets that can be added up"),
  ROLLOUT_REFUSALS(
      Kind.COUNTER,
      "rollout_refusals",
      "Requests for a rollout that may not start: queue_full, queue_timeout, draining,"
          + " conversation_bytes where all take as much memory as they may, too_large where one would",
      "reason"),
  ROLLOUT_CANCELLATIONS(
      Kind.COUNTER,
      "rollout_cancellations",
      "Rollouts that were to end early: caller_left, requested or shutdown",
      "cause"),
  ROLLOUT_QUEUE_WAIT(
      Kind.HISTOGRAM, "rollout_queue_wait", "Time that a rollout waited for its permit"),
  ROLLOUT_JOINS(Kind.COUNTER, "rollout_joins", "Requests that joined a rollout that runs"),
  ROLLOUT_ANSWERS_AGAIN(
      Kind.COUNTER, "rollout_answers_again", "Requests that were answered with a kept answer"),
  ROLLOUT_PROMPT_TOKENS(
      Kind.COUNTER,
      "rollout_prompt_tokens",
      "Prompt tokens by the trainer's count, summed over the calls"),
  ROLLOUT_RESPONSE_TOKENS(
      Kind.COUNTER, "rollout_response_tokens", "Tokens that the model produced"),
  ROLLOUTS_ACTIVE(Kind.GAUGE, "rollouts_active", "Rollouts that run: permits in use"),
  ROLLOUT_PERMITS(Kind.GAUGE, "rollout_permits", "Rollouts that may run at once"),
  ROLLOUTS_WAITING(Kind.GAUGE, "rollouts_waiting", "Rollouts that wait for a permit: queue depth"),
  ROLLOUT_QUEUE_PLACES(
      Kind.GAUGE, "rollout_queue_places", "Rollouts that may wait for a permit at once"),
  ROLLOUTS_CONVERSATION_BYTES(
      Kind.GAUGE, "rollouts_conversation_bytes", "Memory of requests and rollouts, estimated"),
  ROLLOUT_ANSWERS_BYTES(Kind.GAUGE, "rollout_answers_bytes", "Answers that are kept"),
  ROLLOUT_RECORDS(
      Kind.COUNTER,
      "rollout_records",
      "Records of rollouts for files, where they are wanted: written, dropped or failed",
      "result"),
  LLM_CALLS(Kind.COUNTER, "llm_calls", "Calls of a trainer, all attempts as one", "status"),
  LLM_CALL_DURATION(
      Kind.HISTOGRAM, "llm_call_duration", "Time of a trainer's call with all its attempts"),
  LLM_ATTEMPTS(
      Kind.COUNTER,
      "llm_attempts",
      "Times that a trainer was asked: ok, or the kind of the failure",
      "result"),
  LLM_RETRIES(Kind.COUNTER, "llm_retries", "Attempts that followed a failed one of the same call"),
  LLM_BREAKERS(
      Kind.GAUGE,
      "llm_breakers",
      "Trainers that are left alone (open), or whose trial call is awaited (half_open)",
      "state"),
  TOOL_CALLS(
      Kind.COUNTER,
      "tool_calls",
      "Tool calls: ok or failed; a tool that is not built in is OTHER",
      "tool",
      "status"),
  TOOL_CALL_DURATION(Kind.HISTOGRAM, "tool_call_duration", "Time of a tool call"),
  TOKEN_CHECKS(
      Kind.COUNTER,
      "token_checks",
      "Turns whose ids were compared with the mask: clean, or drift as realign or fork",
      "class"),
  TOKENIZER_CACHE_SIZE(Kind.GAUGE, "tokenizer_cache_size", "Tokenizers that are loaded"),
  TOKENIZER_CACHE_HITS(
      Kind.COUNTER, "tokenizer_cache_hits", "Rollouts that found their tokenizer loaded"),
  TOKENIZER_CACHE_MISSES(
      Kind.COUNTER, "tokenizer_cache_misses", "Rollouts that had their tokenizer loaded"),
  TOKENIZER_EVICTIONS(
      Kind.COUNTER, "tokenizer_evictions", "Tokenizers that were given up for others"),
  TOKENIZER_LOAD_DURATION(
      Kind.HISTOGRAM, "tokenizer_load_duration", "Time that a tokenizer took to load"),
  TOKENIZER_LOAD_FAILURES(
      Kind.COUNTER, "tokenizer_load_failures", "Tokenizers that could not be loaded"),
  TOKENIZER_NATIVE_BYTES(
      Kind.GAUGE,
      "tokenizer_native_bytes",
      "By how much the process grew when the loaded tokenizers were made"),
  ENCODE_WAIT(
      Kind.HISTOGRAM, "encode_wait", "Time that a prompt waited for a thread to tokenize it"),
  ENCODED_CHARACTERS(
      Kind.COUNTER,
      "encoded_characters",
      "Characters of prompts that were tokenized to be counted"),
  PIECE_CACHE_HITS(
      Kind.COUNTER, "piece_cache_hits", "Pieces of prompts whose tokens another prompt had told"),
  PIECE_CACHE_MISSES(
      Kind.COUNTER, "piece_cache_misses", "Pieces of prompts that were looked up and not known"),
  OUTBOUND_CONNECTIONS(
      Kind.GAUGE,
      "outbound_connections",
      "Open connections of a client (trainer, tools, hub): active or idle",
      "client",
      "state"),
  OUTBOUND_CONNECTIONS_OPENED(
      Kind.COUNTER, "outbound_connections_opened", "Connections that a client opened", "client"),
  PROCESS_START_TIME(
      Kind.GAUGE, "process_start_time_seconds", "When the process started, since 1970"),
  PROCESS_CPU_TIME(
      Kind.GAUGE, "process_cpu_time_seconds", "CPU time of the process; it only grows"),
  PROCESS_RESIDENT_MEMORY(
      Kind.GAUGE, "process_resident_memory_bytes", "Memory of the process that lies in RAM"),
  PROCESS_OPEN_FDS(Kind.GAUGE, "process_open_fds", "Open files and sockets"),
  PROCESS_MAX_FDS(Kind.GAUGE, "process_max_fds", "Files and sockets that may be open"),
  JVM_MEMORY_USED(Kind.GAUGE, "jvm_memory_used_bytes", "Memory of the JVM in use", "area"),
  JVM_MEMORY_COMMITTED(
      Kind.GAUGE, "jvm_memory_committed_bytes", "Memory that the JVM has taken", "area"),
  JVM_MEMORY_MAX(
      Kind.GAUGE, "jvm_memory_max_bytes", "Most that the JVM may take; -1 for no limit", "area"),
  JVM_GC_COLLECTIONS(Kind.COUNTER, "jvm_gc_collections", "Garbage collections", "gc"),
  JVM_GC_TIME(
      Kind.GAUGE, "jvm_gc_time_seconds", "Time of garbage collections; it only grows", "gc"),
  JVM_THREADS(Kind.GAUGE, "jvm_threads", "Platform threads that live"),
  HELIDON_REQUESTS(
      Kind.COUNTER, "requests_count", "Requests that arrived, counted by Helidon itself");

  /** What a metric measures; the names that Prometheus sees follow from it. */
  enum Kind {
    /** Only grows. */
    COUNTER,
    /** Is read when it is asked for. */
    GAUGE,
    /** Times in seconds with quantiles 0.5, 0.9 and 0.99. */
    SUMMARY,
    /** Times in seconds, counted in buckets. */
    HISTOGRAM
  }

  private final Kind kind;
  private final String meterName;
  private final String description;

  /** Joined by commas, since a list might change. */
  private final String labels;

  Metric(Kind kind, String meterName, String description, String... labels) {
    this.kind = kind;
    this.meterName = meterName;
    this.description = description;
    this.labels = String.join(",", labels);
  }

  Kind kind() {
    return kind;
  }

  /** As Helidon knows it, without what the kind adds. */
  String meterName() {
    return meterName;
  }

  String description() {
    return description;
  }

  List<String> labels() {
    return labels.isEmpty() ? List.of() : List.of(labels.split(",", -1));
  }

  /** As Prometheus sees it, such as {@code rollout_requests_total}. */
  String exportedName() {
    return switch (kind) {
      case COUNTER -> meterName + "_total";
      case GAUGE -> meterName;
      case SUMMARY, HISTOGRAM -> meterName + "_seconds";
    };
  }

  /** The names of its samples; a time has several, and the largest of the last minutes. */
  List<String> sampleNames() {
    String name = exportedName();
    return switch (kind) {
      case COUNTER, GAUGE -> List.of(name);
      case SUMMARY -> List.of(name, name + "_count", name + "_sum", name + "_max");
      case HISTOGRAM -> List.of(name + "_bucket", name + "_count", name + "_sum", name + "_max");
    };
  }
}
