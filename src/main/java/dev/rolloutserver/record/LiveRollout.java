package dev.rolloutserver.record;

import dev.rolloutserver.prompt.TokenDrift;
import dev.rolloutserver.protocol.CompletionResponse;
import dev.rolloutserver.rollout.RolloutNotes;
import dev.rolloutserver.rollout.RolloutObserver;
import dev.rolloutserver.rollout.RolloutOutcome;
import dev.rolloutserver.rollout.RolloutSpec;
import dev.rolloutserver.rollout.TurnNotes;
import dev.rolloutserver.rollout.TurnNotes.FailedAttempt;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One rollout from the moment that it is asked for, as its notes tell: what it is busy with and
 * what it has done. Read by those who look at it.
 */
final class LiveRollout implements RolloutObserver {
  private final RolloutRecords records;
  private final RolloutNotes notes;

  /** What stands before the first turn. */
  private final TurnNotes beforeTurns;

  private final boolean keepsTokens;
  final long key;

  /** What was put by for its record, in bytes; 0 where it is not to be kept. */
  final long room;

  final Instant began;

  /** Of its trainer, once that was called; for whoever tells. */
  private TrainerStates.@Nullable State trainerState;

  /** Null where it has none. */
  private volatile @Nullable String traceId;

  /** A rollout that is queued now. */
  LiveRollout(
      RolloutRecords records,
      long key,
      RolloutNotes notes,
      Instant began,
      long room,
      boolean keepsTokens) {
    this.records = records;
    this.notes = notes;
    this.beforeTurns = notes.last();
    this.keepsTokens = keepsTokens;
    this.key = key;
    this.room = room;
    this.began = began;
  }

  RolloutNotes notes() {
    return notes;
  }

  @Override
  public boolean keepsTokens() {
    return keepsTokens;
  }

  @Override
  public boolean keepsTurns() {
    return true;
  }

  @Override
  public void traced(@Nullable String trace) {
    traceId = trace;
  }

  @Override
  public void refused(String reason) {
    end();
  }

  @Override
  public void trainerFailed(long time) {
    TrainerStates.State state = trainerState();
    if (state != null) {
      List<FailedAttempt> failures = List.of();
      for (TurnNotes turn : turns()) {
        failures = turn.trainerFailed() ? turn.failedAttempts() : failures;
      }
      state.failed(failures.isEmpty() ? "failed" : failures.getLast().kind());
    }
  }

  @Override
  public void trainerAnswered(
      CompletionResponse answer,
      long time,
      @Nullable String tokenClass,
      @Nullable TokenDrift found) {
    TrainerStates.State state = trainerState();
    if (state != null) {
      state.answered();
    }
  }

  @Override
  public void ended(RolloutOutcome outcome) {
    end();
  }

  /** As a row of a list. */
  RolloutRow row() {
    RolloutSpec spec = notes.spec();
    // before the turns: all of them are there then
    boolean ended = notes.ended();
    List<TurnNotes> turns = turns();
    String drift = null;
    int toolCalls = 0;
    for (TurnNotes turn : turns) {
      drift = drift == null && turn.drift() != null ? turn.tokenClass() : drift;
      toolCalls += turn.toolAnswers().size();
    }
    TurnNotes last = turns.isEmpty() ? null : turns.getLast();
    return new RolloutRow(
        key,
        spec.rolloutId(),
        spec.tokenizerName(),
        notes.trainer(),
        began,
        notes.queuedAt(),
        ended ? Phase.ENDED : Phase.of(notes, last),
        ended ? notes.endedAt() : Phase.since(notes, last),
        turns.size(),
        ended ? Ending.status(notes) : null,
        ended ? Ending.reason(notes) : null,
        drift,
        toolCalls,
        responseTokens(turns),
        ended ? durationNanos() : TurnNotes.NONE,
        notes.waitedNanos());
  }

  /** Until it ended; only where it has. */
  long durationNanos() {
    return notes.endedAt() - notes.queuedAt();
  }

  /** The calls of its trainer so far. */
  TrainerStates.Calls calls() {
    long calls = 0;
    long failed = 0;
    long nanos = 0;
    for (TurnNotes turn = beforeTurns.next(); turn != null; turn = turn.next()) {
      if (turn.called()) {
        calls++;
        failed += turn.trainerFailed() ? 1 : 0;
        nanos += turn.trainerNanos();
      }
    }
    return new TrainerStates.Calls(calls, failed, nanos);
  }

  Phase phase() {
    if (notes.ended()) {
      return Phase.ENDED;
    }
    List<TurnNotes> turns = turns();
    return Phase.of(notes, turns.isEmpty() ? null : turns.getLast());
  }

  /** The record of what there is so far, as UTF-8 JSON in one line. */
  byte[] json(boolean tokens) {
    boolean ended = notes.ended();
    return RecordLine.of(notes, began, traceId, ended, turns(), tokens);
  }

  private List<TurnNotes> turns() {
    List<TurnNotes> turns = new ArrayList<>(4);
    TurnNotes turn = beforeTurns.next();
    while (turn != null) {
      // before the copy: a turn that another one follows is then copied with all that it did
      TurnNotes next = turn.next();
      turns.add(turn.copy());
      turn = next;
    }
    return turns;
  }

  private static long responseTokens(List<TurnNotes> turns) {
    long tokens = 0;
    for (TurnNotes turn : turns) {
      CompletionResponse answer = turn.answer();
      tokens += answer == null ? 0 : answer.tokenIds().count();
    }
    return tokens;
  }

  private TrainerStates.@Nullable State trainerState() {
    if (trainerState == null) {
      trainerState = records.trainers().of(notes.trainer());
    }
    return trainerState;
  }

  private void end() {
    records.ended(this);
    if (trainerState != null) {
      trainerState.add(calls());
    }
  }
}
