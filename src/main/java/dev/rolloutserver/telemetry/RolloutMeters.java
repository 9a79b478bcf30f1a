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
  private boolean asked;

  RolloutMeters(Meters meters) {
    this.meters = meters;
  }

  @Override
  public void trainerAttempted(String result) {
    meters.trainerAttempt(result, asked);
    asked = true;
  }

  @Override
  public void trainerCalled(Duration time, boolean answered) {
    asked = false;
    meters.trainerCall(time, answered ? "ok" : "failed");
  }

  @Override
  public void toolCalled(ToolCall call, ToolResult result, Duration time) {
    meters.toolCall(call.name(), time, result.failed() ? "failed" : "ok");
  }

  @Override
  public void tokensChecked(String tokenClass, @Nullable TokenDrift drift) {
    meters.tokenCheck(tokenClass);
  }

  @Override
  public void ended(RolloutOutcome outcome) {
    switch (outcome) {
      case Completed completed ->
          meters.rollout("completed", completed.reason().wireName(), outcome.usage());
      case Failed failed -> meters.rollout("error", failed.category().wireName(), outcome.usage());
    }
  }
}
