package dev.rolloutserver.rollout;

import dev.rolloutserver.conversation.ToolCall;
import dev.rolloutserver.prompt.TokenDrift;
import dev.rolloutserver.protocol.CompletionResponse;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What is noted of one turn while it goes on; times are of the clock of steps, in nanoseconds.
 * Written by the rollout's thread; others see what happened up to a stage that was reached, with
 * each look perhaps a later one: whoever wants all of one moment takes a {@link #copy}.
 */
public final class TurnNotes {
  /** A time or number that is not known yet. */
  public static final int NONE = -1;

  /** Its prompt was made, or could not be. */
  static final int PROMPTED = 1;

  /** The call of its trainer has ended. */
  static final int CALLED = 2;

  static final int TOOLS_ASKED = 3;
  static final int TOOLS_ANSWERED = 4;

  private final int number;
  private final boolean asked;
  private final int promptLength;
  private final int zeros;
  private final long promptedAt;
  private final long promptNanos;
  private volatile List<FailedAttempt> failedAttempts = List.of();
  private long calledAt;
  private long trainerNanos;
  private boolean answered;
  private @Nullable CompletionResponse answer;
  private @Nullable String tokenClass;
  private @Nullable TokenDrift drift;
  private List<ToolCall> toolCalls = List.of();
  private long toolsNotedAt;
  private long toolsAnsweredAt;
  private long toolsNanos;
  private List<ToolAnswer> toolAnswers = List.of();
  private volatile int stage;
  private volatile @Nullable TurnNotes next;

  /**
   * The trainer was asked and failed.
   *
   * @param at when it had
   */
  public record FailedAttempt(String kind, long at) {}

  /** What stands before the first turn. */
  TurnNotes() {
    this(0, 0, 0, NONE, 0, false);
  }

  /**
   * A turn whose prompt was made, or could not be.
   *
   * @param number from 1
   * @param at when that had been done, or tried
   * @param promptNanos that it took
   * @param promptLength in tokens; {@link #NONE} where that could not be counted
   * @param zeros of the mask; 0 where none is sent
   * @param asked whether the trainer is asked then
   */
  TurnNotes(int number, long at, long promptNanos, int promptLength, int zeros, boolean asked) {
    this.number = number;
    this.promptedAt = at;
    this.promptNanos = promptNanos;
    this.promptLength = promptLength;
    this.zeros = zeros;
    this.asked = asked;
    this.stage = number == 0 ? 0 : PROMPTED;
  }

  void attemptFailed(String kind, long at) {
    List<FailedAttempt> more = new ArrayList<>(failedAttempts);
    more.add(new FailedAttempt(kind, at));
    failedAttempts = more;
  }

  /** The call has ended after so long; one without an answer has failed. */
  void called(
      long at,
      long nanos,
      @Nullable CompletionResponse answerOrNull,
      @Nullable String checked,
      @Nullable TokenDrift found) {
    calledAt = at;
    trainerNanos = nanos;
    answered = answerOrNull != null;
    answer = answerOrNull;
    tokenClass = checked;
    drift = found;
    stage = CALLED;
  }

  void toolsAsked(long at, List<ToolCall> calls) {
    toolsNotedAt = at;
    toolCalls = calls;
    stage = TOOLS_ASKED;
  }

  void toolsAnswered(long at, long nanos, List<ToolAnswer> answers) {
    toolsAnsweredAt = at;
    toolsNanos = nanos;
    toolAnswers = answers;
    stage = TOOLS_ANSWERED;
  }

  void follow(TurnNotes following) {
    next = following;
  }

  /** Lets go of the answer, since nobody reads it any more; called by whoever told it. */
  void forgetAnswer() {
    answer = null;
  }

  /** The turn as it is now, whatever happens to it from now on; without the one that follows. */
  public TurnNotes copy() {
    int reached = stage;
    TurnNotes copy = new TurnNotes(number, promptedAt, promptNanos, promptLength, zeros, asked);
    copy.failedAttempts = failedAttempts;
    copy.calledAt = calledAt;
    copy.trainerNanos = trainerNanos;
    copy.answered = answered;
    copy.answer = answer;
    copy.tokenClass = tokenClass;
    copy.drift = drift;
    copy.toolCalls = toolCalls;
    copy.toolsNotedAt = toolsNotedAt;
    copy.toolsAnsweredAt = toolsAnsweredAt;
    copy.toolsNanos = toolsNanos;
    copy.toolAnswers = toolAnswers;
    copy.stage = reached;
    return copy;
  }

  int stage() {
    return stage;
  }

  /** From 1. */
  public int number() {
    return number;
  }

  /** Whether the trainer was asked, since there was a prompt. */
  public boolean asked() {
    return asked;
  }

  /** When its prompt was begun. */
  public long beganAt() {
    return promptedAt - promptNanos;
  }

  /** When its prompt was made, or could not be. */
  public long promptedAt() {
    return promptedAt;
  }

  public long promptNanos() {
    return promptNanos;
  }

  /** In tokens; {@link #NONE} where that could not be counted. */
  public int promptLength() {
    return promptLength;
  }

  /** Of the mask; 0 where none was sent. */
  public int zeros() {
    return zeros;
  }

  public List<FailedAttempt> failedAttempts() {
    return failedAttempts;
  }

  /** Whether the call of the trainer has ended. */
  public boolean called() {
    return stage >= CALLED;
  }

  long calledAt() {
    return calledAt;
  }

  /** That the call took; {@link #NONE} while it goes on. */
  public long trainerNanos() {
    return called() ? trainerNanos : NONE;
  }

  /** Whether the call of the trainer has failed with its last attempt. */
  public boolean trainerFailed() {
    return called() && !answered;
  }

  /** Null while there is none. */
  public @Nullable CompletionResponse answer() {
    return called() ? answer : null;
  }

  /** Clean, realign or fork; null where that is not known. */
  public @Nullable String tokenClass() {
    return called() ? tokenClass : null;
  }

  /** Where the ids of this turn differ; null where they are clean, or that is not known. */
  public @Nullable TokenDrift drift() {
    return called() ? drift : null;
  }

  /** Whether tools run, some of which may take their time. */
  public boolean toolsRun() {
    return stage == TOOLS_ASKED;
  }

  /** Whether all tool calls have ended. */
  public boolean toolsAnswered() {
    return stage >= TOOLS_ANSWERED;
  }

  /**
   * When the tool calls began; {@link #NONE} where they have not, or none takes its time so far.
   */
  public long toolsBeganAt() {
    int reached = stage;
    if (reached >= TOOLS_ANSWERED) {
      return toolsAnsweredAt - toolsNanos;
    }
    return reached == TOOLS_ASKED ? toolsNotedAt : NONE;
  }

  long toolsNotedAt() {
    return toolsNotedAt;
  }

  /** When all had ended; only where they have. */
  public long toolsAnsweredAt() {
    return toolsAnsweredAt;
  }

  /** That they took together; {@link #NONE} while they run. */
  public long toolsNanos() {
    return toolsAnswered() ? toolsNanos : NONE;
  }

  /** Those that are waited for, where some of them take their time. */
  public List<ToolCall> toolCalls() {
    return stage >= TOOLS_ASKED ? toolCalls : List.of();
  }

  /** In the order of the calls; empty until all have ended. */
  public List<ToolAnswer> toolAnswers() {
    return toolsAnswered() ? toolAnswers : List.of();
  }

  /** The turn that follows; null where there is none so far. */
  public @Nullable TurnNotes next() {
    return next;
  }
}
