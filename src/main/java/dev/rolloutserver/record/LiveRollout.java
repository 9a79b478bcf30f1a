package dev.rolloutserver.record;

import dev.rolloutserver.conversation.Message;
import dev.rolloutserver.conversation.ToolCall;
import dev.rolloutserver.prompt.TokenDrift;
import dev.rolloutserver.protocol.CompletionResponse;
import dev.rolloutserver.rollout.RolloutObserver;
import dev.rolloutserver.rollout.RolloutOutcome;
import dev.rolloutserver.rollout.RolloutSpec;
import dev.rolloutserver.rollout.Tapes;
import dev.rolloutserver.rollout.ToolAnswer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * One rollout from the moment that it is asked for: what it is busy with and what it has done.
 * Written by its thread, read by those who look at it.
 */
final class LiveRollout implements RolloutObserver {
  private final RolloutRecords records;
  private final Tapes tapes;
  private final boolean keepsTokens;
  final long key;

  /** What was put by for its record, in bytes; 0 where it is not to be kept. */
  final long room;

  final RolloutSpec spec;
  final String trainer;
  final Instant began;
  final long start;

  /** Of its trainer, once that was called; for its thread alone. */
  private TrainerStates.@Nullable State trainerState;

  /** Null where it has none. */
  private @Nullable String traceId;

  private final List<TurnNotes> turns = new ArrayList<>(4);
  private @Nullable TurnNotes now;
  private Phase phase = Phase.WAITING;
  private long phaseSince;
  private long waitedNanos = TurnNotes.NONE;
  private long calls;
  private long failedCalls;
  private long callNanos;
  private int toolCalls;
  private @Nullable String drift;
  private @Nullable End end;

  /** How it ended; the outcome is null where it was refused. */
  record End(@Nullable RolloutOutcome outcome, @Nullable String refusal, long at) {
    boolean completed() {
      return outcome instanceof RolloutOutcome.Completed;
    }
  }

  LiveRollout(
      RolloutRecords records,
      long key,
      RolloutSpec spec,
      String trainer,
      Instant began,
      long room,
      boolean keepsTokens,
      Tapes tapes) {
    this.records = records;
    this.tapes = tapes;
    this.keepsTokens = keepsTokens;
    this.key = key;
    this.room = room;
    this.spec = spec;
    this.trainer = trainer;
    this.began = began;
    this.start = tapes.now();
    this.phaseSince = start;
  }

  @Override
  public boolean keepsTokens() {
    return keepsTokens;
  }

  @Override
  public synchronized void traced(@Nullable String trace) {
    traceId = trace;
  }

  @Override
  public synchronized void begun(long waited) {
    waitedNanos = waited;
    enter(Phase.PROMPT, start + waitedNanos);
  }

  @Override
  public void refused(String reason) {
    end(new End(null, reason, tapes.time()));
  }

  @Override
  public synchronized void promptFailed(int turn, @Nullable Integer length, long time) {
    TurnNotes notes = begin(turn, time);
    notes.promptNanos = time;
    notes.promptLength = length == null ? TurnNotes.NONE : length;
  }

  @Override
  public synchronized void trainerAsked(int turn, int length, long promptTime, int zeros) {
    TurnNotes notes = begin(turn, promptTime);
    notes.promptNanos = promptTime;
    notes.promptLength = length;
    notes.zeros = zeros;
    notes.asked = enter(Phase.TRAINER, notes.began + notes.promptNanos);
  }

  @Override
  public synchronized void attemptFailed(String kind) {
    turn().failedAttempts.add(kind);
  }

  @Override
  public void trainerFailed(long time) {
    List<String> failures;
    synchronized (this) {
      TurnNotes notes = called(time);
      notes.trainerFailed = true;
      failures = notes.failedAttempts;
      failedCalls++;
    }
    TrainerStates.State state = trainerState();
    if (state != null) {
      state.failed(failures.isEmpty() ? "failed" : failures.getLast());
    }
  }

  @Override
  public void trainerAnswered(
      CompletionResponse answer,
      long time,
      @Nullable String tokenClass,
      @Nullable TokenDrift found) {
    synchronized (this) {
      TurnNotes notes = called(time);
      notes.answer = answer;
      notes.check = tokenClass;
      notes.drift = found;
      if (found != null && drift == null) {
        drift = tokenClass;
      }
    }
    TrainerStates.State state = trainerState();
    if (state != null) {
      state.answered();
    }
  }

  @Override
  public synchronized void toolsAsked(List<ToolCall> calls) {
    TurnNotes notes = turn();
    notes.toolCalls = calls;
    notes.toolsAsked = enter(Phase.TOOLS);
  }

  @Override
  public synchronized void toolsAnswered(List<ToolAnswer> answers, long time) {
    TurnNotes notes = turn();
    notes.toolAnswers = answers;
    notes.toolsNanos = time;
    notes.toolsAsked = enter(Phase.PROMPT) - notes.toolsNanos;
    toolCalls += answers.size();
  }

  @Override
  public void ended(RolloutOutcome outcome) {
    end(new End(outcome, null, tapes.time()));
  }

  /** As a row of a list. */
  synchronized RolloutRow row() {
    End ended = end;
    return new RolloutRow(
        key,
        spec.rolloutId(),
        spec.tokenizerName(),
        trainer,
        began,
        start,
        phase,
        phaseSince,
        turns.size(),
        ended == null ? null : Ending.status(ended),
        ended == null ? null : Ending.reason(ended),
        drift,
        toolCalls,
        responseTokens(),
        ended == null ? TurnNotes.NONE : ended.at() - start,
        waitedNanos);
  }

  /** The calls of its trainer so far. */
  synchronized TrainerStates.Calls calls() {
    return new TrainerStates.Calls(calls, failedCalls, callNanos);
  }

  /** Of all answers so far: counted when someone asks, and by the rollout itself at its end. */
  synchronized long responseTokens() {
    RolloutOutcome outcome = end == null ? null : end.outcome();
    return outcome != null
        ? outcome.usage().responseTokens()
        : turns.stream().mapToLong(TurnNotes::responseTokens).sum();
  }

  synchronized Phase phase() {
    return phase;
  }

  /** The record of what there is so far, as UTF-8 JSON in one line. */
  synchronized byte[] json(boolean tokens) {
    return RecordLine.of(this, traceId, turns, waitedNanos, end, tokens);
  }

  /** The conversation so far, where no outcome tells it. */
  static List<Message> messages(RolloutSpec spec, List<TurnNotes> turns) {
    List<Message> messages = new ArrayList<>(spec.messages());
    turns.forEach(turn -> messages.addAll(turn.messages()));
    return messages;
  }

  /** The prompt of a turn was made; the caller holds the lock. */
  private TurnNotes begin(int turn, long promptTime) {
    TurnNotes notes = new TurnNotes(turn, tapes.time() - promptTime);
    now = notes;
    turns.add(notes);
    return notes;
  }

  /** A call of the trainer has ended; the caller holds the lock. */
  private TurnNotes called(long time) {
    TurnNotes notes = turn();
    notes.trainerNanos = time;
    calls++;
    callNanos += notes.trainerNanos;
    // what follows is short: the check, then tools or the next prompt
    enter(Phase.PROMPT, notes.asked + notes.trainerNanos);
    return notes;
  }

  private TrainerStates.@Nullable State trainerState() {
    if (trainerState == null) {
      trainerState = records.trainers().of(trainer);
    }
    return trainerState;
  }

  private TurnNotes turn() {
    return Objects.requireNonNull(now, "a turn has begun");
  }

  private void end(End how) {
    synchronized (this) {
      end = how;
      enter(Phase.ENDED, how.at());
    }
    records.ended(this, how);
    if (trainerState != null) {
      trainerState.add(calls());
    }
  }

  private long enter(Phase next) {
    return enter(next, tapes.time());
  }

  private long enter(Phase next, long at) {
    phase = next;
    phaseSince = at;
    return at;
  }
}
