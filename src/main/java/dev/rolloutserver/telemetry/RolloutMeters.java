package dev.rolloutserver.telemetry;

import dev.rolloutserver.prompt.TokenDrift;
import dev.rolloutserver.protocol.CompletionResponse;
import dev.rolloutserver.rollout.RolloutObserver;
import dev.rolloutserver.rollout.RolloutOutcome;
import dev.rolloutserver.rollout.RolloutOutcome.Completed;
import dev.rolloutserver.rollout.RolloutOutcome.Failed;
import dev.rolloutserver.rollout.ToolAnswer;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Counts what a rollout does. */
final class RolloutMeters implements RolloutObserver {
  private final Meters meters;

  /** Whether the trainer failed in this turn. */
  private boolean failedBefore;

  RolloutMeters(Meters meters) {
    this.meters = meters;
  }

  @Override
  public void begun(long waited) {
    meters.rolloutAdmitted(waited);
  }

  @Override
  public void attemptFailed(String kind) {
    meters.failedAttempt(kind, failedBefore);
    failedBefore = true;
  }

  @Override
  public void trainerFailed(long time) {
    meters.trainerFailed(time);
    failedBefore = false;
  }

  @Override
  public void trainerAnswered(
      CompletionResponse answer,
      long time,
      @Nullable String tokenClass,
      @Nullable TokenDrift drift) {
    meters.trainerAnswered(time, failedBefore, tokenClass);
    failedBefore = false;
  }

  @Override
  public void toolsAnswered(List<ToolAnswer> answers, long time) {
    for (ToolAnswer answer : answers) {
      // not the model's name of it, whose characters no cache holds any more
      meters.toolCall(answer.tool(), answer.time(), answer.result().failed());
    }
  }

  @Override
  public void ended(RolloutOutcome outcome) {
    switch (outcome) {
      case Completed completed ->
          meters.rollout(true, completed.reason().wireName(), outcome.usage());
      case Failed failed -> meters.rollout(false, failed.category().wireName(), outcome.usage());
    }
  }
}
