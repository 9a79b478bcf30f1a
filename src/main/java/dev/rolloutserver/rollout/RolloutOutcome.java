package dev.rolloutserver.rollout;

import dev.rolloutserver.conversation.Message;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/** How a rollout ended; whatever it had by then is kept. */
public sealed interface RolloutOutcome {
  /** The conversation so far, with the last message of the model. */
  List<Message> messages();

  /** What it took. */
  Usage usage();

  /** Further members of the answer's {@code extra_fields}. */
  Map<String, @Nullable Object> findings();

  /** It came to its end, by itself or at a limit of the worker's. */
  record Completed(
      FinishReason reason,
      List<Message> messages,
      Usage usage,
      Map<String, @Nullable Object> findings)
      implements RolloutOutcome {}

  /**
   * It could not go on.
   *
   * @param message for people, without secrets
   * @param httpStatus what the trainer answered, if that was it
   */
  record Failed(
      ErrorCategory category,
      String message,
      OptionalInt httpStatus,
      List<Message> messages,
      Usage usage,
      Map<String, @Nullable Object> findings)
      implements RolloutOutcome {}
}
