package dev.rolloutserver.record;

import dev.rolloutserver.conversation.Message;
import dev.rolloutserver.json.Json;
import dev.rolloutserver.json.JsonText;
import dev.rolloutserver.protocol.SamplingParams;
import dev.rolloutserver.record.LiveRollout.End;
import dev.rolloutserver.rollout.RolloutOutcome;
import dev.rolloutserver.rollout.RolloutSpec;
import dev.rolloutserver.rollout.Usage;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The record of a rollout: one JSON object in one line, without secrets. */
final class RecordLine {
  private RecordLine() {}

  static byte[] of(
      LiveRollout rollout,
      @Nullable String traceId,
      List<TurnNotes> turns,
      long waitedNanos,
      @Nullable End end,
      boolean tokens) {
    RolloutSpec spec = rollout.spec;
    Map<String, @Nullable Object> record = new LinkedHashMap<>();
    record.put("rollout_id", spec.rolloutId());
    record.put("trace_id", traceId);
    record.put("began", rollout.began.toString());
    record.put("trainer", rollout.trainer);
    record.put("tokenizer", spec.tokenizerName());
    record.put("tokenizer_revision", spec.tokenizerRevision());
    record.put("status", end == null ? null : Ending.status(end));
    record.put("reason", end == null ? null : Ending.reason(end));
    record.put("error_message", end == null ? null : Ending.message(end));
    record.put("queue_ms", waitedNanos < 0 ? null : Millis.of(waitedNanos));
    record.put("duration_ms", end == null ? null : Millis.of(end.at() - rollout.start));
    record.put("request", request(spec));
    RolloutOutcome outcome = end == null ? null : end.outcome();
    List<Message> messages;
    if (outcome == null) {
      messages = LiveRollout.messages(spec, turns);
    } else {
      record.put("metrics", metrics(outcome.usage()));
      record.putAll(Ending.findings(outcome));
      messages = outcome.messages();
    }
    record.put("messages", messages.stream().map(message -> new JsonText(message.json())).toList());
    record.put("turns", turns(spec, rollout.start, turns, tokens));
    return Redaction.without(Json.write(record), spec.callbackApiKey());
  }

  private static List<Map<String, @Nullable Object>> turns(
      RolloutSpec spec, long start, List<TurnNotes> turns, boolean tokens) {
    List<Map<String, @Nullable Object>> values = new ArrayList<>(turns.size());
    int message = spec.messages().size();
    for (TurnNotes turn : turns) {
      values.add(turn.value(start, message, tokens));
      message += turn.messageCount();
    }
    return values;
  }

  private static Map<String, @Nullable Object> request(RolloutSpec spec) {
    SamplingParams sampling = spec.samplingParams();
    Map<String, @Nullable Object> params = new LinkedHashMap<>();
    params.put("temperature", sampling.temperature());
    params.put("top_p", sampling.topP());
    params.put("max_tokens", sampling.maxTokens());
    params.put("stop", sampling.stop());
    params.put("logprobs", sampling.logprobs());
    Map<String, @Nullable Object> request = new LinkedHashMap<>();
    request.put("max_turns", spec.maxTurns());
    request.put("max_tokens_total", spec.maxTokensTotal());
    request.put("sampling_params", params);
    request.put("chat_template_kwargs", spec.templateVariables());
    // its URL may hold a secret
    request.put("tool_server", spec.toolServerUrl() != null);
    return request;
  }

  private static Map<String, Object> metrics(Usage usage) {
    Map<String, Object> metrics = new LinkedHashMap<>();
    metrics.put("total_latency_ms", Millis.of(usage.total().toNanos()));
    metrics.put("llm_latency_ms", Millis.of(usage.trainer().toNanos()));
    metrics.put("tool_latency_ms", Millis.of(usage.tools().toNanos()));
    metrics.put("num_llm_calls", usage.calls());
    metrics.put("num_tool_calls", usage.toolCalls());
    metrics.put("prompt_tokens", usage.promptTokens());
    metrics.put("response_tokens", usage.responseTokens());
    metrics.put("max_context_tokens", usage.maxContextTokens());
    metrics.put("num_llm_attempts", usage.attempts());
    return metrics;
  }
}
