package dev.rolloutserver.record;

import dev.rolloutserver.conversation.Message;
import dev.rolloutserver.json.Json;
import dev.rolloutserver.json.JsonText;
import dev.rolloutserver.protocol.CompletionResponse;
import dev.rolloutserver.protocol.SamplingParams;
import dev.rolloutserver.rollout.RolloutNotes;
import dev.rolloutserver.rollout.RolloutOutcome;
import dev.rolloutserver.rollout.RolloutSpec;
import dev.rolloutserver.rollout.ToolAnswer;
import dev.rolloutserver.rollout.TurnNotes;
import dev.rolloutserver.rollout.Usage;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The record of a rollout: one JSON object in one line, without secrets. */
final class RecordLine {
  private RecordLine() {}

  /**
   * That of a rollout so far.
   *
   * @param ended whether it had, before these turns were looked at
   * @param turns copies of all of its own
   */
  static byte[] of(
      RolloutNotes rollout,
      Instant began,
      @Nullable String traceId,
      boolean ended,
      List<TurnNotes> turns,
      boolean tokens) {
    RolloutSpec spec = rollout.spec();
    long waited = rollout.waitedNanos();
    long duration = rollout.endedAt() - rollout.queuedAt();
    Map<String, @Nullable Object> record = new LinkedHashMap<>();
    record.put("rollout_id", spec.rolloutId());
    record.put("trace_id", traceId);
    record.put("began", began.toString());
    record.put("trainer", rollout.trainer());
    record.put("tokenizer", spec.tokenizerName());
    record.put("tokenizer_revision", spec.tokenizerRevision());
    record.put("status", ended ? Ending.status(rollout) : null);
    record.put("reason", ended ? Ending.reason(rollout) : null);
    record.put("error_message", ended ? Ending.message(rollout) : null);
    record.put("queue_ms", waited == TurnNotes.NONE ? null : Millis.of(waited));
    record.put("duration_ms", ended ? Millis.of(duration) : null);
    record.put("request", request(spec));
    RolloutOutcome outcome = ended ? rollout.outcome() : null;
    List<Message> messages;
    if (outcome == null) {
      messages = messages(spec, turns);
    } else {
      record.put("metrics", metrics(outcome.usage()));
      record.putAll(Ending.findings(outcome));
      messages = outcome.messages();
    }
    record.put("messages", messages.stream().map(message -> new JsonText(message.json())).toList());
    record.put("turns", turns(spec, rollout.queuedAt(), turns, tokens));
    return Redaction.without(Json.write(record), spec.callbackApiKey());
  }

  /** The conversation so far, where no outcome tells it. */
  private static List<Message> messages(RolloutSpec spec, List<TurnNotes> turns) {
    List<Message> messages = new ArrayList<>(spec.messages());
    for (TurnNotes turn : turns) {
      CompletionResponse answer = turn.answer();
      if (answer != null) {
        messages.add(answer.message());
      }
      for (ToolAnswer tool : turn.toolAnswers()) {
        messages.add(Message.toolResult(tool.call(), tool.result().content()));
      }
    }
    return messages;
  }

  private static List<Map<String, @Nullable Object>> turns(
      RolloutSpec spec, long start, List<TurnNotes> turns, boolean tokens) {
    List<Map<String, @Nullable Object>> values = new ArrayList<>(turns.size());
    int message = spec.messages().size();
    for (TurnNotes turn : turns) {
      values.add(TurnMembers.of(turn, start, message, tokens));
      message += (turn.answer() == null ? 0 : 1) + turn.toolAnswers().size();
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
