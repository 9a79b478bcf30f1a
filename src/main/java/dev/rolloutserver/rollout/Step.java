package dev.rolloutserver.rollout;

import dev.rolloutserver.conversation.ToolCall;
import dev.rolloutserver.prompt.TokenDrift;
import dev.rolloutserver.protocol.CompletionResponse;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What the observers of a rollout are to be told, and when that happened; times are in nanoseconds.
 * What is told is in the object itself, since whoever tells finds none of it in a cache.
 */
final class Step {
  private final Kind kind;
  private final long at;
  private final long time;
  private final int turn;
  private final int length;
  private final int zeros;
  private final @Nullable Object what;
  private final @Nullable String tokenClass;
  private final @Nullable TokenDrift drift;
  private volatile @Nullable Step next;

  /** The methods of {@link RolloutObserver} that tell a step. */
  enum Kind {
    /** Where a tape begins: nothing is told. */
    START,
    BEGUN,
    REFUSED,
    PROMPT_FAILED,
    TRAINER_ASKED,
    ATTEMPT_FAILED,
    TRAINER_FAILED,
    TRAINER_ANSWERED,
    TOOLS_ASKED,
    TOOLS_ANSWERED,
    ENDED
  }

  /** Where a tape begins. */
  Step() {
    this(Kind.START, 0, 0, null);
  }

  /** A step that is told by no more than these. */
  Step(Kind kind, long at, long time, @Nullable Object what) {
    this(kind, at, time, 0, 0, 0, what, null, null);
  }

  /**
   * A step of this kind; what it does not tell is 0 or null.
   *
   * @param at when it happened
   * @param time that it took
   * @param turn from 1
   * @param length of the prompt, in tokens
   * @param zeros of the mask
   * @param what the reason, the kind of failure, the answer, the calls of tools, their answers, the
   *     outcome, or the length of a prompt that failed
   */
  Step(
      Kind kind,
      long at,
      long time,
      int turn,
      int length,
      int zeros,
      @Nullable Object what,
      @Nullable String tokenClass,
      @Nullable TokenDrift drift) {
    this.kind = kind;
    this.at = at;
    this.time = time;
    this.turn = turn;
    this.length = length;
    this.zeros = zeros;
    this.what = what;
    this.tokenClass = tokenClass;
    this.drift = drift;
  }

  long at() {
    return at;
  }

  @Nullable Step next() {
    return next;
  }

  /** That one comes after it. */
  void follow(Step following) {
    next = following;
  }

  /** Tells it; {@link #what} is what the method of its kind takes. */
  @SuppressWarnings("unchecked")
  void tell(RolloutObserver hearer) {
    switch (kind) {
      case START -> {}
      case BEGUN -> hearer.begun(time);
      case REFUSED -> hearer.refused((String) told());
      case PROMPT_FAILED -> hearer.promptFailed(turn, (Integer) what, time);
      case TRAINER_ASKED -> hearer.trainerAsked(turn, length, time, zeros);
      case ATTEMPT_FAILED -> hearer.attemptFailed((String) told());
      case TRAINER_FAILED -> hearer.trainerFailed(time);
      case TRAINER_ANSWERED ->
          hearer.trainerAnswered((CompletionResponse) told(), time, tokenClass, drift);
      case TOOLS_ASKED -> hearer.toolsAsked((List<ToolCall>) told());
      case TOOLS_ANSWERED -> hearer.toolsAnswered((List<ToolAnswer>) told(), time);
      case ENDED -> hearer.ended((RolloutOutcome) told());
    }
  }

  private Object told() {
    return Objects.requireNonNull(what, "a step of this kind tells something");
  }
}
