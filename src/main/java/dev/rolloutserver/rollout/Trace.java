package dev.rolloutserver.rollout;

import dev.rolloutserver.conversation.Message;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What is told of each turn to a worker that asked for it; a turn that broke off is told so far.
 */
final class Trace {
  private final boolean wanted;
  private final List<Map<String, @Nullable Object>> turns = new ArrayList<>();

  /** A trace that stays empty where nobody wants it. */
  Trace(boolean wanted) {
    this.wanted = wanted;
  }

  /** A call begins; zeros is 0 where no mask is sent. */
  void asked(int turn, int promptLength, int zeros) {
    if (!wanted) {
      return;
    }
    Map<String, @Nullable Object> request = new LinkedHashMap<>();
    request.put("prompt_length", promptLength);
    request.put("response_mask_len", zeros);
    // runs of value and length
    request.put("response_mask", zeros == 0 ? null : List.of(List.of(0, zeros)));
    Map<String, @Nullable Object> entry = new LinkedHashMap<>();
    entry.put("turn", turn);
    entry.put("llm_request", request);
    entry.put("assistant_message", null);
    entry.put("tool_calls", List.of());
    entry.put("tool_results", List.of());
    entry.put("llm_response_token_count", null);
    turns.add(entry);
  }

  void answered(Message message, int promptTokens, int responseTokens, double latencyMs) {
    if (!wanted) {
      return;
    }
    Map<String, @Nullable Object> entry = turns.getLast();
    entry.put("assistant_message", message.value());
    entry.put("tool_calls", message.value().getOrDefault("tool_calls", List.of()));
    entry.put("llm_response_token_count", responseTokens);
    entry.put("trainer_prompt_token_count", promptTokens);
    entry.put("llm_latency_ms", latencyMs);
  }

  void checked(String tokenClass) {
    if (wanted) {
      turns.getLast().put("token_check", tokenClass);
    }
  }

  void toolsAnswered(List<Message> results) {
    if (wanted) {
      turns.getLast().put("tool_results", results.stream().map(Message::value).toList());
    }
  }

  List<Map<String, @Nullable Object>> turns() {
    return turns;
  }
}
