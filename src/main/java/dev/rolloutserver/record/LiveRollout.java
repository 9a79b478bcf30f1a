package dev.rolloutserver.record;

import dev.rolloutserver.conversation.Message;
import dev.rolloutserver.conversation.ToolCall;
import dev.rolloutserver.prompt.Prompt;
import dev.rolloutserver.prompt.TokenDrift;
import dev.rolloutserver.protocol.CompletionResponse;
import dev.rolloutserver.record.TurnNotes.ToolAnswer;
import dev.rolloutserver.rollout.RolloutObserver;
import dev.rolloutserver.rollout.RolloutOutcome;
import dev.rolloutserver.rollout.RolloutScope;
import dev.rolloutserver.rollout.RolloutSpec;
import dev.rolloutserver.rollout.TrainerOrigin;
import dev.rolloutserver.tools.ToolResult;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * One rollout from the moment that it is asked for: what it is busy with and what it has done.
 * Written by its thread, read by those who look at it.
 */
final class LiveRollout implements RolloutObserver {
  private final RolloutRecords records;
  private final LongSupplier nanoClock;
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

  /** Null where it has none, or has not begun. */
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
  private long responseTokens;
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
      Instant began,
      long room,
      boolean keepsTokens,
      LongSupplier nanoClock) {
    this.records = records;
    this.nanoClock = nanoClock;
    this.keepsTokens = keepsTokens;
    this.key = key;
    this.room = room;
    this.spec = spec;
    this.trainer = TrainerOrigin.of(spec.serverUrl());
    this.began = began;
    this.start = nanoClock.getAsLong();
    this.phaseSince = start;
  }

  @Override
  public boolean keepsTokens() {
    return keepsTokens;
  }

  @Override
  public synchronized void begun(Duration waited) {
    waitedNanos = waited.toNanos();
    enter(Phase.PROMPT, start + waitedNanos);
  }

  @Override
  public void refused(String reason) {
    end(new End(null, reason, nanoClock.getAsLong()));
  }

  @Override
  public synchronized void turnBegan(int turn) {
    noteTrace();
    now = new TurnNotes(turn, enter(Phase.PROMPT));
    turns.add(now);
  }

  @Override
  public synchronized void promptCounted(Prompt prompt, Duration time) {
    TurnNotes notes = turn();
    notes.promptNanos = time.toNanos();
    notes.promptLength = prompt.length();
  }

  @Override
  public synchronized void trainerAsked(int zeros) {
    TurnNotes notes = turn();
    notes.zeros = zeros;
    notes.asked = enter(Phase.TRAINER);
  }

  @Override
  public synchronized void attemptFailed(String kind) {
    turn().failedAttempts.add(kind);
  }

  @Override
  public void trainerCalled(Duration time, boolean answered) {
    List<String> failures;
    synchronized (this) {
      TurnNotes notes = turn();
      notes.trainerNanos = time.toNanos();
      notes.trainerFailed = !answered;
      failures = notes.failedAttempts;
      calls++;
      failedCalls += answered ? 0 : 1;
      callNanos += notes.trainerNanos;
      // what follows is short: the check, then tools or the next prompt
      enter(Phase.PROMPT, notes.asked + notes.trainerNanos);
    }
    if (trainerState == null) {
      trainerState = records.trainers().of(trainer);
    }
    if (trainerState != null && answered) {
      trainerState.answered();
    } else if (trainerState != null) {
      trainerState.failed(failures.isEmpty() ? "failed" : failures.getLast());
    }
  }

  @Override
  public synchronized void trainerAnswered(CompletionResponse answer) {
    turn().answer = answer;
    responseTokens += answer.tokenIds().count();
  }

  @Override
  public synchronized void tokensChecked(String tokenClass, @Nullable TokenDrift found) {
    TurnNotes notes = turn();
    notes.check = tokenClass;
    notes.drift = found;
    if (found != null && drift == null) {
      drift = tokenClass;
    }
  }

  @Override
  public synchronized void toolsAsked(List<ToolCall> calls) {
    TurnNotes notes = turn();
    notes.toolCalls = calls;
    notes.toolsAsked = enter(Phase.TOOLS);
  }

  @Override
  public synchronized void toolCalled(ToolCall call, ToolResult result, Duration time) {
    TurnNotes notes = turn();
    notes.toolAnswers.add(new ToolAnswer(call, result, time));
    // they began at the same time
    notes.toolsNanos = Math.max(notes.toolsNanos, time.toNanos());
    toolCalls++;
  }

  @Override
  public void ended(RolloutOutcome outcome) {
    end(new End(outcome, null, nanoClock.getAsLong()));
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
        responseTokens,
        ended == null ? TurnNotes.NONE : ended.at() - start,
        waitedNanos);
  }

  /** The calls of its trainer so far. */
  synchronized TrainerStates.Calls calls() {
    return new TrainerStates.Calls(calls, failedCalls, callNanos);
  }

  synchronized long responseTokens() {
    return responseTokens;
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

  /** Before the first turn, or at the end where there was none. */
  private void noteTrace() {
    RolloutScope scope = now == null ? RolloutScope.current() : null;
    if (scope != null) {
      traceId = scope.traceId();
    }
  }

  private TurnNotes turn() {
    return Objects.requireNonNull(now, "a turn has begun");
  }

  private void end(End how) {
    synchronized (this) {
      noteTrace();
      end = how;
      enter(Phase.ENDED, how.at());
    }
    records.ended(this, how);
    if (trainerState != null) {
      trainerState.add(calls());
    }
  }

  private long enter(Phase next) {
    return enter(next, nanoClock.getAsLong());
  }

  private long enter(Phase next, long at) {
    phase = next;
    phaseSince = at;
    return at;
  }
}
