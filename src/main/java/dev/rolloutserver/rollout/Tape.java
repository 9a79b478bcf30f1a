package dev.rolloutserver.rollout;

import dev.rolloutserver.conversation.ToolCall;
import dev.rolloutserver.prompt.TokenDrift;
import dev.rolloutserver.protocol.CompletionResponse;
import java.lang.System.Logger.Level;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The notes of one rollout: written by its thread, told by whoever tells those of {@link Tapes}.
 */
final class Tape implements RolloutObserver {
  private static final System.Logger LOGGER = System.getLogger(Tape.class.getName());

  private final Tapes tapes;
  private final RolloutNotes notes;
  private final RolloutScope scope;
  private final RolloutObserver[] hearers;

  /** For what the trainer is to know of it. */
  private final RolloutObserver trace;

  private final boolean keepsTokens;
  private final boolean keepsTurns;

  /** Up to where it is told; for whoever tells. */
  private TurnNotes turn;

  private boolean begunTold;
  private boolean endTold;
  private int toldStage;
  private int toldAttempts;

  /** Whether it is in a list of those on which something waits. */
  private volatile boolean waiting;

  /** What came before it in that list, and how many there are up to this one. */
  private @Nullable Tape previous;

  private int place;

  /** The methods of {@link RolloutObserver} that tell a step. */
  private enum Kind {
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

  /**
   * An empty tape.
   *
   * @param hearers are told later; the array is kept
   * @param trace among the hearers, where it hears steps
   */
  Tape(
      Tapes tapes,
      RolloutNotes notes,
      RolloutScope scope,
      RolloutObserver[] hearers,
      RolloutObserver trace) {
    this.tapes = tapes;
    this.notes = notes;
    this.turn = notes.last();
    this.scope = scope;
    this.hearers = hearers;
    this.trace = trace;
    boolean tokens = false;
    boolean turns = false;
    for (RolloutObserver each : hearers) {
      tokens |= each.keepsTokens();
      turns |= each.keepsTurns();
    }
    this.keepsTokens = tokens;
    this.keepsTurns = turns;
  }

  @Override
  public boolean keepsTokens() {
    return keepsTokens;
  }

  @Override
  public @Nullable String traceId() {
    return scope.traceId();
  }

  @Override
  public Map<String, String> traceHeaders(int number) {
    return trace.traceHeaders(number);
  }

  @Override
  public void begun(long waited) {
    notes.begun(tapes.now(), waited);
    noted();
  }

  @Override
  public void refused(String reason) {
    notes.ended(tapes.now(), null, reason);
    noted();
  }

  @Override
  public void promptFailed(int number, @Nullable Integer length, long time) {
    int counted = length == null ? TurnNotes.NONE : length;
    notes.add(new TurnNotes(number, tapes.now(), time, counted, 0, false));
    noted();
  }

  @Override
  public void trainerAsked(int number, int length, long promptTime, int zeros) {
    notes.add(new TurnNotes(number, tapes.now(), promptTime, length, zeros, true));
    noted();
  }

  @Override
  public void attemptFailed(String kind) {
    notes.last().attemptFailed(kind, tapes.now());
    noted();
  }

  @Override
  public void trainerFailed(long time) {
    notes.last().called(tapes.now(), time, null, null, null);
    noted();
  }

  @Override
  public void trainerAnswered(
      CompletionResponse answer,
      long time,
      @Nullable String tokenClass,
      @Nullable TokenDrift drift) {
    notes.last().called(tapes.now(), time, answer, tokenClass, drift);
    noted();
  }

  @Override
  public void toolsAsked(List<ToolCall> calls) {
    notes.last().toolsAsked(tapes.now(), calls);
    noted();
  }

  @Override
  public void toolsAnswered(List<ToolAnswer> answers, long time) {
    notes.last().toolsAnswered(tapes.now(), time, answers);
    noted();
  }

  @Override
  public void ended(RolloutOutcome outcome) {
    notes.ended(tapes.now(), outcome, null);
    noted();
  }

  /** It comes before this one in the list; before it is there for others. */
  void follow(@Nullable Tape before) {
    previous = before;
    place = before == null ? 1 : before.place + 1;
  }

  int place() {
    return place;
  }

  /** The same list, the oldest first. */
  static @Nullable Tape reversed(@Nullable Tape newest) {
    Tape oldest = null;
    Tape tape = newest;
    while (tape != null) {
      Tape before = tape.previous;
      tape.previous = oldest;
      oldest = tape;
      tape = before;
    }
    return oldest;
  }

  /** What stands beside it in the list, which it leaves. */
  @Nullable Tape leave() {
    Tape beside = previous;
    previous = null;
    return beside;
  }

  /** Tells what is new; one thread at a time. */
  void tell() {
    // first: what is noted from now on is told now or brings it into the list again
    waiting = false;
    // before the turns: all of them are there when it has ended. None is before it has begun:
    // the first note is that it has, or that it ended
    int stage = notes.stage();
    if (!begunTold && stage >= RolloutNotes.BEGUN) {
      begunTold = true;
      if (notes.waitedNanos() != TurnNotes.NONE) {
        tell(Kind.BEGUN, notes.begunAt());
      }
    }
    tellTurns();
    if (!endTold && stage == RolloutNotes.ENDED) {
      endTold = true;
      tell(notes.refusal() == null ? Kind.ENDED : Kind.REFUSED, notes.endedAt());
    }
  }

  private void tellTurns() {
    // before the stage of the one before it, which is then its last
    TurnNotes next = turn.next();
    tellTurn();
    while (next != null) {
      turn = next;
      toldStage = 0;
      toldAttempts = 0;
      next = turn.next();
      tellTurn();
    }
  }

  private void tellTurn() {
    int stage = turn.stage();
    if (toldStage < TurnNotes.PROMPTED && stage >= TurnNotes.PROMPTED) {
      tell(turn.asked() ? Kind.TRAINER_ASKED : Kind.PROMPT_FAILED, turn.promptedAt());
    }
    List<TurnNotes.FailedAttempt> attempts = turn.failedAttempts();
    for (; toldAttempts < attempts.size(); toldAttempts++) {
      tell(Kind.ATTEMPT_FAILED, attempts.get(toldAttempts).at());
    }
    if (toldStage < TurnNotes.CALLED && stage >= TurnNotes.CALLED) {
      tell(turn.trainerFailed() ? Kind.TRAINER_FAILED : Kind.TRAINER_ANSWERED, turn.calledAt());
      if (!keepsTurns) {
        turn.forgetAnswer();
      }
    }
    if (toldStage < TurnNotes.TOOLS_ASKED
        && stage >= TurnNotes.TOOLS_ASKED
        && !turn.toolCalls().isEmpty()) {
      tell(Kind.TOOLS_ASKED, turn.toolsNotedAt());
    }
    if (toldStage < TurnNotes.TOOLS_ANSWERED && stage >= TurnNotes.TOOLS_ANSWERED) {
      tell(Kind.TOOLS_ANSWERED, turn.toolsAnsweredAt());
    }
    toldStage = stage;
  }

  /** No observer keeps the others from hearing, nor other rollouts from being heard. */
  private void tell(Kind kind, long at) {
    tapes.at(at);
    for (RolloutObserver each : hearers) {
      try {
        tell(kind, each);
      } catch (RuntimeException | Error e) {
        report(e);
      }
    }
  }

  private void tell(Kind kind, RolloutObserver hearer) {
    switch (kind) {
      case BEGUN -> hearer.begun(notes.waitedNanos());
      case REFUSED -> hearer.refused(told(notes.refusal()));
      case PROMPT_FAILED ->
          hearer.promptFailed(
              turn.number(),
              turn.promptLength() == TurnNotes.NONE ? null : turn.promptLength(),
              turn.promptNanos());
      case TRAINER_ASKED ->
          hearer.trainerAsked(turn.number(), turn.promptLength(), turn.promptNanos(), turn.zeros());
      case ATTEMPT_FAILED -> hearer.attemptFailed(turn.failedAttempts().get(toldAttempts).kind());
      case TRAINER_FAILED -> hearer.trainerFailed(turn.trainerNanos());
      case TRAINER_ANSWERED ->
          hearer.trainerAnswered(
              told(turn.answer()), turn.trainerNanos(), turn.tokenClass(), turn.drift());
      case TOOLS_ASKED -> hearer.toolsAsked(turn.toolCalls());
      case TOOLS_ANSWERED -> hearer.toolsAnswered(turn.toolAnswers(), turn.toolsNanos());
      case ENDED -> hearer.ended(told(notes.outcome()));
    }
  }

  private static <T> T told(@Nullable T what) {
    return Objects.requireNonNull(what, "a step of this kind tells something");
  }

  private void report(Throwable fault) {
    try {
      scope.within(() -> {
        LOGGER.log(Level.ERROR, "A step of a rollout is not told by a fault of this server", fault);
        return null;
      });
    } catch (RuntimeException | Error e) {
      // no memory is left to say so, and the steps that follow are worth more
    }
  }

  private void noted() {
    if (!waiting) {
      waiting = true;
      tapes.add(this);
    }
  }
}
