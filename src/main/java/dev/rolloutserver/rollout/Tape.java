package dev.rolloutserver.rollout;

import dev.rolloutserver.conversation.ToolCall;
import dev.rolloutserver.prompt.TokenDrift;
import dev.rolloutserver.protocol.CompletionResponse;
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

  /** Told at once: the trainer's call needs it. */
  private final RolloutObserver trace;

  private final boolean traced;
  private final Map<String, String> traceHeaders;
  private final boolean keepsTokens;

  /** For the rollout's thread. */
  private Step last = new Start();

  /** For whoever tells. */
  private Step told = last;

  /** Whether it is in a list of those on which something waits. */
  private volatile boolean waiting;

  /** What came before it in that list, and how many there are up to this one. */
  private @Nullable Tape previous;

  private int place;

  /**
   * What an observer is to be told, and when that happened; all in one object, since whoever tells
   * finds none of it in a cache.
   */
  private abstract static class Step {
    private final long at;
    private volatile @Nullable Step next;

    Step(long at) {
      this.at = at;
    }

    abstract void tell(RolloutObserver hearer);
  }

  /** Where a tape begins: nothing is told. */
  private static final class Start extends Step {
    Start() {
      super(0);
    }

    @Override
    void tell(RolloutObserver hearer) {}
  }

  /**
   * An empty tape.
   *
   * @param hearers are told later; the array is kept
   * @param trace {@link RolloutObserver#NONE} where there is none
   */
  Tape(Tapes tapes, RolloutScope scope, RolloutObserver[] hearers, RolloutObserver trace) {
    this.tapes = tapes;
    this.scope = scope;
    this.hearers = hearers;
    this.trace = trace;
    this.traced = trace.hearsSteps();
    this.traceHeaders = trace.traceHeaders();
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
  public void begun(long waited) {
    note(
        new Step(tapes.now()) {
          @Override
          void tell(RolloutObserver hearer) {
            hearer.begun(waited);
          }
        });
    if (traced) {
      trace.begun(waited);
    }
  }

  @Override
  public void refused(String reason) {
    note(
        new Step(tapes.now()) {
          @Override
          void tell(RolloutObserver hearer) {
            hearer.refused(reason);
          }
        });
    if (traced) {
      trace.refused(reason);
    }
  }

  @Override
  public void promptFailed(int turn, @Nullable Integer length, long time) {
    note(
        new Step(tapes.now()) {
          @Override
          void tell(RolloutObserver hearer) {
            hearer.promptFailed(turn, length, time);
          }
        });
    if (traced) {
      trace.promptFailed(turn, length, time);
    }
  }

  @Override
  public Map<String, String> trainerAsked(int turn, int length, long promptTime, int zeros) {
    note(
        new Step(tapes.now()) {
          @Override
          void tell(RolloutObserver hearer) {
            hearer.trainerAsked(turn, length, promptTime, zeros);
          }
        });
    // spans are asked where there are some: the JIT would put their code into each agent loop
    return traced ? trace.trainerAsked(turn, length, promptTime, zeros) : traceHeaders;
  }

  @Override
  public void attemptFailed(String kind) {
    note(
        new Step(tapes.now()) {
          @Override
          void tell(RolloutObserver hearer) {
            hearer.attemptFailed(kind);
          }
        });
    if (traced) {
      trace.attemptFailed(kind);
    }
  }

  @Override
  public void trainerFailed(long time) {
    note(
        new Step(tapes.now()) {
          @Override
          void tell(RolloutObserver hearer) {
            hearer.trainerFailed(time);
          }
        });
    if (traced) {
      trace.trainerFailed(time);
    }
  }

  @Override
  public void trainerAnswered(
      CompletionResponse answer,
      long time,
      @Nullable String tokenClass,
      @Nullable TokenDrift drift) {
    note(
        new Step(tapes.now()) {
          @Override
          void tell(RolloutObserver hearer) {
            hearer.trainerAnswered(answer, time, tokenClass, drift);
          }
        });
    if (traced) {
      trace.trainerAnswered(answer, time, tokenClass, drift);
    }
  }

  @Override
  public void toolsAsked(List<ToolCall> calls) {
    note(
        new Step(tapes.now()) {
          @Override
          void tell(RolloutObserver hearer) {
            hearer.toolsAsked(calls);
          }
        });
    if (traced) {
      trace.toolsAsked(calls);
    }
  }

  @Override
  public void toolsAnswered(List<ToolAnswer> answers, long time) {
    note(
        new Step(tapes.now()) {
          @Override
          void tell(RolloutObserver hearer) {
            hearer.toolsAnswered(answers, time);
          }
        });
    if (traced) {
      trace.toolsAnswered(answers, time);
    }
  }

  @Override
  public void ended(RolloutOutcome outcome) {
    note(
        new Step(tapes.now()) {
          @Override
          void tell(RolloutObserver hearer) {
            hearer.ended(outcome);
          }
        });
    if (traced) {
      trace.ended(outcome);
    }
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
    for (Step step = told.next; step != null; step = step.next) {
      told = step;
      tapes.at(step.at);
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
    last.next = step;
    last = step;
    if (!waiting) {
      waiting = true;
      tapes.add(this);
    }
  }
}
