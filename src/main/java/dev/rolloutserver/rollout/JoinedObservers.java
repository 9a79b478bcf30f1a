package dev.rolloutserver.rollout;

import dev.rolloutserver.conversation.ToolCall;
import dev.rolloutserver.prompt.Prompt;
import dev.rolloutserver.prompt.TokenDrift;
import dev.rolloutserver.protocol.CompletionResponse;
import dev.rolloutserver.tools.ToolResult;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Some that hear the steps of the same rollout, one told after the other. Told by a loop, not by a
 * field each: where the compiler knows who is told, it puts all of their code into the one method
 * that the agent loop becomes, and that is then too large for it.
 */
final class JoinedObservers implements RolloutObserver {
  private final RolloutObserver[] all;
  private final boolean keepsTokens;

  /** Hears for these, whose array is kept. */
  JoinedObservers(RolloutObserver[] all) {
    this.all = all;
    boolean keeps = false;
    for (RolloutObserver each : all) {
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
    for (RolloutObserver each : all) {
      String id = each.traceId();
      if (id != null) {
        return id;
      }
    }
    return null;
  }

  @Override
  public Map<String, String> callHeaders() {
    for (RolloutObserver each : all) {
      Map<String, String> headers = each.callHeaders();
      if (!headers.isEmpty()) {
        return headers;
      }
    }
    return Map.of();
  }

  @Override
  public void begun(Duration waited) {
    for (RolloutObserver each : all) {
      each.begun(waited);
    }
  }

  @Override
  public void refused(String reason) {
    for (RolloutObserver each : all) {
      each.refused(reason);
    }
  }

  @Override
  public void turnBegan(int turn) {
    for (RolloutObserver each : all) {
      each.turnBegan(turn);
    }
  }

  @Override
  public void promptCounted(Prompt prompt, Duration time) {
    for (RolloutObserver each : all) {
      each.promptCounted(prompt, time);
    }
  }

  @Override
  public void trainerAsked(int zeros) {
    for (RolloutObserver each : all) {
      each.trainerAsked(zeros);
    }
  }

  @Override
  public void attemptFailed(String kind) {
    for (RolloutObserver each : all) {
      each.attemptFailed(kind);
    }
  }

  @Override
  public void trainerCalled(Duration time, boolean answered) {
    for (RolloutObserver each : all) {
      each.trainerCalled(time, answered);
    }
  }

  @Override
  public void trainerAnswered(CompletionResponse answer) {
    for (RolloutObserver each : all) {
      each.trainerAnswered(answer);
    }
  }

  @Override
  public void tokensChecked(String tokenClass, @Nullable TokenDrift drift) {
    for (RolloutObserver each : all) {
      each.tokensChecked(tokenClass, drift);
    }
  }

  @Override
  public void toolsAsked(List<ToolCall> calls) {
    for (RolloutObserver each : all) {
      each.toolsAsked(calls);
    }
  }

  @Override
  public void toolCalled(ToolCall call, ToolResult result, Duration time) {
    for (RolloutObserver each : all) {
      each.toolCalled(call, result, time);
    }
  }

  @Override
  public void ended(RolloutOutcome outcome) {
    for (RolloutObserver each : all) {
      each.ended(outcome);
    }
  }
}
