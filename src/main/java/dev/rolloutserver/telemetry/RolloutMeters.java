package dev.rolloutserver.telemetry;

import dev.rolloutserver.conversation.ToolCall;
import dev.rolloutserver.prompt.TokenDrift;
import dev.rolloutserver.rollout.RolloutObserver;
import dev.rolloutserver.rollout.RolloutOutcome;
import dev.rolloutserver.rollout.RolloutOutcome.Completed;
import dev.rolloutserver.rollout.RolloutOutcome.Failed;
import dev.rolloutserver.tools.ToolResult;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Counts what a rollout does. */
final class RolloutMeters implements RolloutObserver {
  private final Meters meters;
  private final Journal.Page page;

  /** Whether the trainer failed in this turn. */
  private boolean failedBefore;

  RolloutMeters(Meters meters, Journal.Page page) {
    this.meters = meters;
    this.page = page;
  }

  @Override
  public void begun(Duration waited) {
    meters.rolloutAdmitted(page, waited);
  }

  @Override
  public void attemptFailed(String kind) {
    meters.failedAttempt(page, kind, failedBefore);
    failedBefore = true;
  }

  @Override
  public void trainerCalled(Duration time, boolean answered) {
    meters.trainerCall(page, time, answered, failedBefore);
    failedBefore = false;
  }

  @Override
  public void toolCalled(ToolCall call, ToolResult result, Duration time) {
    meters.toolCall(page, call.name(), time, result.failed());
  }

  @Override
  public void tokensChecked(String tokenClass, @Nullable TokenDrift drift) {
    meters.tokenCheck(page, tokenClass);
  }

  @Override
  public void ended(RolloutOutcome outcome) {
    switch (outcome) {
      case Completed completed ->
          meters.rollout(page, true, completed.reason().wireName(), outcome.usage());
      case Failed failed ->
          meters.rollout(page, false, failed.category().wireName(), outcome.usage());
    }
    page.close();
  }
}
