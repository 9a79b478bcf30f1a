package dev.rolloutserver.rollout;

import dev.rolloutserver.conversation.Message;
import dev.rolloutserver.outbound.BearerKey;
import dev.rolloutserver.protocol.SamplingParams;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a rollout is asked to do.
 *
 * @param serverUrl the trainer, without a slash at its end
 * @param messages what the conversation begins with
 * @param tokenizerRevision branch, tag or commit; null means the main branch
 * @param maxTurns model calls at most
 * @param maxTokensTotal tokens the model may produce in all turns together
 * @param templateVariables win over those of the configuration
 * @param toolServerUrl MCP server with more tools, null where there is none; may hold a secret
 * @param deadline how long it may take at most; null where the settings alone say so
 * @param traced whether the answer tells of each turn
 * @param traceContext headers of the worker that tell its trace: traceparent, perhaps tracestate
 */
public record RolloutSpec(
    String rolloutId,
    String serverUrl,
    @Nullable BearerKey callbackApiKey,
    List<Message> messages,
    SamplingParams samplingParams,
    String tokenizerName,
    @Nullable String tokenizerRevision,
    int maxTurns,
    int maxTokensTotal,
    Map<String, @Nullable Object> templateVariables,
    @Nullable String toolServerUrl,
    @Nullable Duration deadline,
    boolean traced,
    Map<String, String> traceContext) {
  public RolloutSpec {
    messages = List.copyOf(messages);
    traceContext = Map.copyOf(traceContext);
  }

  @Override
  public String toString() {
    // conversations are not for logs
    return "rollout " + rolloutId;
  }
}
