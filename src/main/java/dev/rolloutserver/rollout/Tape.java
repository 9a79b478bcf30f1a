package dev.rolloutserver.rollout;

import dev.rolloutserver.conversation.ToolCall;
import dev.rolloutserver.prompt.TokenDrift;
import dev.rolloutserver.protocol.CompletionResponse;
import dev.rolloutserver.rollout.Step.Kind;
import java.lang.System.Logger.Level;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The steps of one rollout: noted by its thread, told by whoever tells those of {@link Tapes}. */
final class Tape implements RolloutObserver {
  private static final System.Logger LOGGER = System.getLogger(Tape.class.getName());

  private final Tapes tapes;
  private final RolloutScope scope;
  private final RolloutObserver[] hearers;

  /** For what the trainer is to know of it. */
  private final RolloutObserver trace;

  private final boolean keepsTokens;

  /** For the rollout's thread. */
  private Step last = new Step();

  /** For whoever tells. */
  private Step told = last;

  /** Whether it is in a list of those on which something waits. */
  private volatile boolean waiting;

  /** What came before it in that list, and how many there are up to this one. */
  private @Nullable Tape previous;

  private int place;

  /**
   * An empty tape.
   *
   * @param hearers are told later; the array is kept
   * @param trace among the hearers, where it hears steps
   */
  Tape(Tapes tapes, RolloutScope scope, RolloutObserver[] hearers, RolloutObserver trace) {
    this.tapes = tapes;
    this.scope = scope;
    this.hearers = hearers;
    this.trace = trace;
    boolean keeps = false;
    for (RolloutObserver each : hearers) {
      keeps |= each.keepsTokens();
    }
    this.keepsTokens = keeps;
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
  public Map<String, String> traceHeaders(int turn) {
    return trace.traceHeaders(turn);
  }

  @Override
  public void begun(long waited) {
    note(new Step(Kind.BEGUN, tapes.now(), waited, null));
  }

  @Override
  public void refused(String reason) {
    note(new Step(Kind.REFUSED, tapes.now(), 0, reason));
  }

  @Override
  public void promptFailed(int turn, @Nullable Integer length, long time) {
    note(new Step(Kind.PROMPT_FAILED, tapes.now(), time, turn, 0, 0, length, null, null));
  }

  @Override
  public void trainerAsked(int turn, int length, long promptTime, int zeros) {
    note(
        new Step(
            Kind.TRAINER_ASKED, tapes.now(), promptTime, turn, length, zeros, null, null, null));
  }

  @Override
  public void attemptFailed(String kind) {
    note(new Step(Kind.ATTEMPT_FAILED, tapes.now(), 0, kind));
  }

  @Override
  public void trainerFailed(long time) {
    note(new Step(Kind.TRAINER_FAILED, tapes.now(), time, null));
  }

  @Override
  public void trainerAnswered(
      CompletionResponse answer,
      long time,
      @Nullable String tokenClass,
      @Nullable TokenDrift drift) {
    note(new Step(Kind.TRAINER_ANSWERED, tapes.now(), time, 0, 0, 0, answer, tokenClass, drift));
  }

  @Override
  public void toolsAsked(List<ToolCall> calls) {
    note(new Step(Kind.TOOLS_ASKED, tapes.now(), 0, calls));
  }

  @Override
  public void toolsAnswered(List<ToolAnswer> answers, long time) {
    note(new Step(Kind.TOOLS_ANSWERED, tapes.now(), time, answers));
  }

  @Override
  public void ended(RolloutOutcome outcome) {
    note(new Step(Kind.ENDED, tapes.now(), 0, outcome));
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
    for (Step step = told.next(); step != null; step = step.next()) {
      told = step;
      tapes.at(step.at());
      for (RolloutObserver each : hearers) {
        tell(step, each);
      }
    }
  }

  /** No observer keeps the others from hearing, nor other rollouts from being heard. */
  private void tell(Step step, RolloutObserver hearer) {
    try {
      step.tell(hearer);
    } catch (RuntimeException | Error e) {
      report(e);
    }
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

  private void note(Step step) {
    last.follow(step);
    last = step;
    if (!waiting) {
      waiting = true;
      tapes.add(this);
    }
  }
}
