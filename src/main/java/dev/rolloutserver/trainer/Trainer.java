package dev.rolloutserver.trainer;

import dev.rolloutserver.protocol.CompletionResponse;

/** The remote that samples the model, for one rollout. */
public interface Trainer {
  /**
   * Asks for the next message of a conversation: once, and again where that cannot sample it twice.
   *
   * @throws TrainerException if no answer came that keeps the contract
   */
  CompletionResponse complete(TrainerCall call, AttemptObserver observer);
}
