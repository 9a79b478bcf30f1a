package dev.rolloutserver.rollout;

import dev.rolloutserver.conversation.ToolCall;
import dev.rolloutserver.prompt.TokenDrift;
import dev.rolloutserver.protocol.CompletionResponse;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Hears the steps of one rollout, one after the other. Must not block or throw; what it is given is
 * never to be changed. Times are in nanoseconds.
 */
public interface RolloutObserver {
  /** Hears nothing. */
  RolloutObserver NONE =
      new RolloutObserver() {
        @Override
        public boolean hearsSteps() {
          return false;
        }
      };

  /** Whether it is to be told anything. */
  default boolean hearsSteps() {
    return true;
  }

  /** Whether the log-probabilities of answers are to be kept for it; asked before each call. */
  default boolean keepsTokens() {
    return false;
  }

  /** Whether it reads the notes of turns after it was told of them. */
  default boolean keepsTurns() {
    return false;
  }

  /** Of the trace that it follows, in 32 hexadecimal digits; null where it follows none. */
  default @Nullable String traceId() {
    return null;
  }

  /**
   * Headers by which the trainer joins its trace; asked by the rollout's thread.
   *
   * @param turn whose call has them, from 1
   */
  default Map<String, String> traceHeaders(int turn) {
    return Map.of();
  }

  /** Its trace is this one, in 32 hexadecimal digits; null where it has none. */
  default void traced(@Nullable String traceId) {}

  /** It has its permit, for which it waited so long. */
  default void begun(long waited) {}

  /** It may not start; nothing else follows. */
  default void refused(String reason) {}

  /**
   * The prompt of a turn was made, and no call follows.
   *
   * @param turn from 1
   * @param length of the prompt; null where that could not be counted
   * @param time that it took
   */
  default void promptFailed(int turn, @Nullable Integer length, long time) {}

  /**
   * The trainer is asked.
   *
   * @param turn from 1
   * @param length of the prompt, in tokens
   * @param promptTime that it took to render and count it
   * @param zeros of the mask; 0 where none is sent
   */
  default void trainerAsked(int turn, int length, long promptTime, int zeros) {}

  /** The trainer was asked and failed in this way; perhaps it is asked again. */
  default void attemptFailed(String kind) {}

  /** A call of the trainer has failed with its last attempt. */
  default void trainerFailed(long time) {}

  /**
   * The trainer answered, and its ids were compared with the mask.
   *
   * @param time that the call took
   * @param tokenClass clean, realign or fork; null where they could not be compared
   * @param drift where the ids of this turn differ; null where they are clean
   */
  default void trainerAnswered(
      CompletionResponse answer,
      long time,
      @Nullable String tokenClass,
      @Nullable TokenDrift drift) {}

  /** The tool calls of the turn begin, and some of them may take their time. */
  default void toolsAsked(List<ToolCall> calls) {}

  /**
   * All tool calls of the turn have ended.
   *
   * @param answers in the order in which the model asked for them
   * @param time that they took together
   */
  default void toolsAnswered(List<ToolAnswer> answers, long time) {}

  /** The rollout has ended. */
  default void ended(RolloutOutcome outcome) {}
}
