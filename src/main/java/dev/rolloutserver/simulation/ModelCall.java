package dev.rolloutserver.simulation;

import dev.rolloutserver.conversation.Message;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a caller asks of the model.
 *
 * @param rolloutId whose turn it is
 * @param messages the whole conversation
 * @param mask one number for each new token; null where there is none
 * @param logprobs whether the probabilities of the sampled tokens are wanted
 */
record ModelCall(
    String rolloutId, List<Message> messages, @Nullable List<?> mask, boolean logprobs) {

  /**
   * Reads the body of a request.
   *
   * @throws Refusal if it is none
   */
  static ModelCall of(@Nullable Object body) {
    if (!(body instanceof Map<?, ?> members)) {
      throw Refusal.malformed("The body must be a JSON object");
    }
    if (!(members.get("rollout_id") instanceof String rolloutId)) {
      throw Refusal.malformed("rollout_id must be a string");
    }
    if (!(members.get("messages") instanceof List<?> elements) || elements.isEmpty()) {
      throw Refusal.malformed("messages must be an array of at least one message");
    }
    List<Message> messages = new ArrayList<>(elements.size());
    for (Object element : elements) {
      messages.add(message(element));
    }
    Object mask = members.get("response_mask");
    if (mask != null && !(mask instanceof List<?>)) {
      throw Refusal.malformed("response_mask must be an array or null");
    }
    return new ModelCall(
        rolloutId, messages, (List<?>) mask, !Boolean.FALSE.equals(members.get("logprobs")));
  }

  @SuppressWarnings("unchecked") // objects that were read have strings for names
  private static Message message(@Nullable Object element) {
    if (element instanceof Map<?, ?> members && members.get("role") instanceof String) {
      return Message.of((Map<String, @Nullable Object>) members);
    }
    throw Refusal.malformed("each of messages must be an object with a role");
  }
}
