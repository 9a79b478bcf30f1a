package dev.rolloutserver.trainer;

import dev.rolloutserver.deadline.Cancellation;
import dev.rolloutserver.deadline.Deadline;
import dev.rolloutserver.protocol.CompletionRequest;
import dev.rolloutserver.protocol.CompletionResponse;

/** The remote that samples the model. */
public interface Trainer {
  /**
   * Asks for the next message of a conversation, once.
   *
   * @throws TrainerException if no answer came that keeps the contract
   */
  CompletionResponse complete(
      CompletionRequest request, Deadline deadline, Cancellation cancellation);
}
