package dev.rolloutserver.rollout;

import dev.rolloutserver.conversation.ToolCall;
import dev.rolloutserver.prompt.Prompt;
import dev.rolloutserver.prompt.TokenDrift;
import dev.rolloutserver.protocol.CompletionResponse;
import dev.rolloutserver.tools.ToolResult;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Hears the steps of one rollout, on the thread that runs it. Must not block or throw; what it is
 * given is never to be changed.
 */
public interface RolloutObserver {
  /** Hears nothing. */
  RolloutObserver NONE = new RolloutObserver() {};

  /** Whether the log-probabilities of answers are to be kept for it; asked before each call. */
  default boolean keepsTokens() {
    return false;
  }

  /** Of its trace, in 32 hexadecimal digits; null where it has none. */
  default @Nullable String traceId() {
    return null;
  }

  /** Headers by which the trainer joins its trace; asked before each call, after it was told. */
  default Map<String, String> callHeaders() {
    return Map.of();
  }

  /** It has its permit, for which it waited so long. */
  default void begun(Duration waited) {}

  /** It may not start; nothing else follows. */
  default void refused(String reason) {}

  /** A turn begins, the first one with 1: its prompt is made. */
  default void turnBegan(int turn) {}

  /** The prompt of the turn was rendered and counted. */
  default void promptCounted(Prompt prompt, Duration time) {}

  /** The trainer is asked, with a mask of so many zeros; 0 where none is sent. */
  default void trainerAsked(int zeros) {}

  /** The trainer was asked and failed in this way; perhaps it is asked again. */
  default void attemptFailed(String kind) {}

  /** A call of the trainer has ended: answered by the last attempt, or failed. */
  default void trainerCalled(Duration time, boolean answered) {}

  /** What the trainer answered, before its ids are compared with the mask. */
  default void trainerAnswered(CompletionResponse answer) {}

  /**
   * The trainer's ids were compared with the mask.
   *
   * @param tokenClass clean, realign or fork
   * @param drift where the ids of this turn differ; null where they are clean
   */
  default void tokensChecked(String tokenClass, @Nullable TokenDrift drift) {}

  /** The tool calls of the turn begin, at the same time. */
  default void toolsAsked(List<ToolCall> calls) {}

  /** A tool call has ended, which is told in the order of the calls when all have. */
  default void toolCalled(ToolCall call, ToolResult result, Duration time) {}

  /** The rollout has ended. */
  default void ended(RolloutOutcome outcome) {}
}
