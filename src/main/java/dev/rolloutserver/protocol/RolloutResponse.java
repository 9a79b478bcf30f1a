package dev.rolloutserver.protocol;

import dev.rolloutserver.conversation.Message;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a worker is answered: body of the answer to {@code POST /rollout}.
 *
 * @param finalMessages the whole conversation, as far as it came
 * @param finishReason null on an error
 * @param errorMessage for people; null where all went well
 * @param extraFields anything that JSON can hold; never to be changed
 */
public record RolloutResponse(
    String rolloutId,
    Status status,
    List<Message> finalMessages,
    @Nullable String finishReason,
    @Nullable String errorMessage,
    Metrics metrics,
    Map<String, @Nullable Object> extraFields) {
  /** How a rollout ended. */
  public enum Status {
    /** The model came to its end, or to a limit. */
    COMPLETED,
    /** Something went wrong. */
    ERROR
  }

  public RolloutResponse {
    finalMessages = List.copyOf(finalMessages);
    extraFields = Collections.unmodifiableMap(new LinkedHashMap<>(extraFields));
  }

  /** The body as UTF-8 JSON. */
  public byte[] json() {
    return JsonMembers.begin()
        .add("rollout_id", rolloutId)
        .add("status", status.name())
        .addMessages("final_messages", finalMessages)
        .add("finish_reason", finishReason)
        .add("error_message", errorMessage)
        .add("metrics", metrics.value())
        .add("extra_fields", extraFields)
        .end();
  }

  @Override
  public String toString() {
    return "rollout " + rolloutId + " " + status + " with " + finalMessages.size() + " messages";
  }
}
