package dev.rolloutserver.trainer;

import dev.rolloutserver.deadline.Cancellation;
import dev.rolloutserver.deadline.Deadline;
import dev.rolloutserver.json.IdText;
import dev.rolloutserver.protocol.CompletionRequest;
import dev.rolloutserver.protocol.CompletionResponse;

/** The remote that samples the model. */
public interface Trainer {
  /**
   * Asks for the next message of a conversation, once.
   *
   * @param context ids that the trainer's prompt probably begins with, beside which its answer
   *     tells the prompt; not to be changed before that is used
   * @throws TrainerException if no answer came that keeps the contract
   */
  CompletionResponse complete(
      CompletionRequest request, IdText context, Deadline deadline, Cancellation cancellation);
}
