package dev.rolloutserver.protocol;

import dev.rolloutserver.conversation.Message;
import java.util.List;

/**
 * What the trainer is asked for a turn: body of {@code POST /v1/chat/completions}.
 *
 * @param messages the whole conversation
 * @param zeros length of the response mask, whose tokens the model did not produce; 0 for none
 */
public record CompletionRequest(
    String rolloutId, List<Message> messages, SamplingParams samplingParams, int zeros) {
  public CompletionRequest {
    messages = List.copyOf(messages);
    if (zeros < 0) {
      throw new IllegalArgumentException("A mask of " + zeros + " tokens, but must be at least 0");
    }
  }

  /** The body as UTF-8 JSON, in pieces: messages are the bytes that they keep. */
  public List<byte[]> json() {
    return JsonMembers.begin()
        .add("model", "default")
        .add("rollout_id", rolloutId)
        .addMessages("messages", messages)
        .add("temperature", samplingParams.temperature())
        .add("top_p", samplingParams.topP())
        .add("max_tokens", samplingParams.maxTokens())
        .add("stop", samplingParams.stop())
        .add("logprobs", samplingParams.logprobs())
        .addZeros("response_mask", zeros)
        .pieces();
  }

  @Override
  public String toString() {
    return "turn of " + rolloutId + ", " + messages.size() + " messages, mask of " + zeros;
  }
}
