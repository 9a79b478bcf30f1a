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

/** Several that hear the steps of the same rollout, told one after the other. */
final class JoinedObservers implements RolloutObserver {
  /** An array, since each step of each rollout goes through it. */
  private final RolloutObserver[] all;

  private final boolean keepsTokens;

  private JoinedObservers(RolloutObserver[] all, boolean keepsTokens) {
    this.all = all;
    this.keepsTokens = keepsTokens;
  }

  /** What each of these has for a rollout that waits for its permit. */
  static RolloutObserver queued(List<RolloutObservers> all, RolloutSpec spec) {
    RolloutObserver[] heard = new RolloutObserver[all.size()];
    boolean keeps = false;
    for (int i = 0; i < heard.length; i++) {
      heard[i] = all.get(i).queued(spec);
      keeps |= heard[i].keepsTokens();
    }
    return new JoinedObservers(heard, keeps);
  }

  @Override
  public boolean keepsTokens() {
    return keepsTokens;
  }

  @Override
  public @Nullable String traceId() {
    for (RolloutObserver one : all) {
      String id = one.traceId();
      if (id != null) {
        return id;
      }
    }
    return null;
  }

  @Override
  public Map<String, String> callHeaders() {
    for (RolloutObserver one : all) {
      Map<String, String> headers = one.callHeaders();
      if (!headers.isEmpty()) {
        return headers;
      }
    }
    return Map.of();
  }

  @Override
  public void begun(Duration waited) {
    for (RolloutObserver one : all) {
      one.begun(waited);
    }
  }

  @Override
  public void refused(String reason) {
    for (RolloutObserver one : all) {
      one.refused(reason);
    }
  }

  @Override
  public void turnBegan(int turn) {
    for (RolloutObserver one : all) {
      one.turnBegan(turn);
    }
  }

  @Override
  public void promptCounted(Prompt prompt, Duration time) {
    for (RolloutObserver one : all) {
      one.promptCounted(prompt, time);
    }
  }

  @Override
  public void trainerAsked(int zeros) {
    for (RolloutObserver one : all) {
      one.trainerAsked(zeros);
    }
  }

  @Override
  public void trainerAttempted(String result) {
    for (RolloutObserver one : all) {
      one.trainerAttempted(result);
    }
  }

  @Override
  public void trainerCalled(Duration time, boolean answered) {
    for (RolloutObserver one : all) {
      one.trainerCalled(time, answered);
    }
  }

  @Override
  public void trainerAnswered(CompletionResponse answer) {
    for (RolloutObserver one : all) {
      one.trainerAnswered(answer);
    }
  }

  @Override
  public void tokensChecked(String tokenClass, @Nullable TokenDrift drift) {
    for (RolloutObserver one : all) {
      one.tokensChecked(tokenClass, drift);
    }
  }

  @Override
  public void toolsAsked(List<ToolCall> calls) {
    for (RolloutObserver one : all) {
      one.toolsAsked(calls);
    }
  }

  @Override
  public void toolCalled(ToolCall call, ToolResult result, Duration time) {
    for (RolloutObserver one : all) {
      one.toolCalled(call, result, time);
    }
  }

  @Override
  public void ended(RolloutOutcome outcome) {
    for (RolloutObserver one : all) {
      one.ended(outcome);
    }
  }
}
