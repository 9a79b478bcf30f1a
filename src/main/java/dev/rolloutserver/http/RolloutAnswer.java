package dev.rolloutserver.http;

import dev.rolloutserver.protocol.Metrics;
import dev.rolloutserver.protocol.RolloutRequest;
import dev.rolloutserver.protocol.RolloutResponse;
import dev.rolloutserver.registry.Ended;
import dev.rolloutserver.rollout.RolloutOutcome;
import dev.rolloutserver.rollout.RolloutOutcome.Completed;
import dev.rolloutserver.rollout.RolloutOutcome.Failed;
import dev.rolloutserver.rollout.RolloutSpec;
import dev.rolloutserver.rollout.Usage;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Wire request to what is asked of the loop, and its outcome to the wire response. */
final class RolloutAnswer {
  private RolloutAnswer() {}

  static RolloutSpec spec(RolloutRequest request, Map<String, String> traceContext) {
    return new RolloutSpec(
        request.rolloutId(),
        request.serverUrl(),
        request.callbackApiKey(),
        request.messages(),
        request.samplingParams(),
        request.tokenizerName(),
        said(request.tokenizerRevision()),
        request.maxTurns(),
        request.maxTokensTotal(),
        templateVariables(request.metadata()),
        said(request.toolServerUrl()),
        request.deadline(),
        isTruthy(request.metadata().get("debug_trace")),
        traceContext);
  }

  static RolloutResponse response(String rolloutId, Ended ended) {
    RolloutOutcome outcome = ended.outcome();
    Map<String, @Nullable Object> extraFields = new LinkedHashMap<>();
    if (outcome instanceof Failed failed) {
      extraFields.put("error_category", failed.category().wireName());
      failed.httpStatus().ifPresent(status -> extraFields.put("http_status", status));
    }
    extraFields.putAll(outcome.findings());
    // beside the metrics, none of which holds it
    extraFields.put("queue_ms", millis(ended.waited()));
    Metrics metrics = metrics(outcome.usage());
    return switch (outcome) {
      case Completed completed ->
          new RolloutResponse(
              rolloutId,
              RolloutResponse.Status.COMPLETED,
              completed.messages(),
              completed.reason().wireName(),
              null,
              metrics,
              extraFields);
      case Failed failed ->
          new RolloutResponse(
              rolloutId,
              RolloutResponse.Status.ERROR,
              failed.messages(),
              null,
              failed.message(),
              metrics,
              extraFields);
    };
  }

  private static Metrics metrics(Usage usage) {
    return new Metrics(
        millis(usage.total()),
        millis(usage.trainer()),
        millis(usage.tools()),
        usage.calls(),
        usage.toolCalls(),
        usage.promptTokens(),
        usage.responseTokens(),
        usage.maxContextTokens(),
        usage.attempts());
  }

  @SuppressWarnings("unchecked") // objects that were read have strings for names
  private static Map<String, @Nullable Object> templateVariables(
      Map<String, @Nullable Object> metadata) {
    return metadata.get("chat_template_kwargs") instanceof Map<?, ?> variables
        ? (Map<String, @Nullable Object>) variables
        : Map.of();
  }

  /** A blank text says nothing, too. */
  private static @Nullable String said(@Nullable String text) {
    return text == null || text.isBlank() ? null : text;
  }

  /** As Python sees it: nothing, zero and what is empty are false. */
  private static boolean isTruthy(@Nullable Object value) {
    return switch (value) {
      case null -> false;
      case Boolean truth -> truth;
      case Number number -> number.doubleValue() != 0;
      case String text -> !text.isEmpty();
      case Map<?, ?> members -> !members.isEmpty();
      case List<?> elements -> !elements.isEmpty();
      case Object _ -> true;
    };
  }

  private static double millis(Duration time) {
    return time.toNanos() / 1e6;
  }
}
