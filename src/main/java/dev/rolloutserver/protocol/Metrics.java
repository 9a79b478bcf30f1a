package dev.rolloutserver.protocol;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What a rollout took.
 *
 * @param totalLatencyMs of the whole rollout in milliseconds
 * @param llmLatencyMs of all model calls in milliseconds
 * @param toolLatencyMs of all tool calls in milliseconds
 * @param promptTokens sum over all calls
 * @param responseTokens sum over all calls
 * @param maxContextTokens the largest prompt and response of any call
 * @param numLlmAttempts model calls, and those that were sent again
 */
public record Metrics(
    double totalLatencyMs,
    double llmLatencyMs,
    double toolLatencyMs,
    int numLlmCalls,
    int numToolCalls,
    long promptTokens,
    long responseTokens,
    long maxContextTokens,
    int numLlmAttempts) {

  Map<String, Object> value() {
    Map<String, Object> members = new LinkedHashMap<>();
    members.put("total_latency_ms", totalLatencyMs);
    members.put("llm_latency_ms", llmLatencyMs);
    members.put("tool_latency_ms", toolLatencyMs);
    members.put("num_llm_calls", numLlmCalls);
    members.put("num_tool_calls", numToolCalls);
    members.put("prompt_tokens", promptTokens);
    members.put("response_tokens", responseTokens);
    members.put("max_context_tokens", maxContextTokens);
    members.put("num_llm_attempts", numLlmAttempts);
    return members;
  }
}
