package dev.rolloutserver.rollout;

import dev.rolloutserver.conversation.ToolCall;
import dev.rolloutserver.prompt.Prompt;
import dev.rolloutserver.prompt.TokenDrift;
import dev.rolloutserver.protocol.CompletionResponse;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Some that hear the steps of the same rollout, one told after the other, and last whoever follows
 * its trace. Told by a loop, not by a field each: where the compiler knows who is told, it puts all
 * of their code into the one method that the agent loop becomes, and that is then too large for it.
 * The trace is told beside the loop: most rollouts are not sampled, and a call of one of three
 * costs more than a call of one of two.
 */
final class JoinedObservers implements RolloutObserver {
  private final RolloutObserver[] all;
  private final RolloutObserver trace;
  private final boolean traced;
  private final boolean keepsTokens;

  /**
   * Hears for these.
   *
   * @param all whose array is kept
   * @param trace {@link RolloutObserver#NONE} where there is none
   */
  JoinedObservers(RolloutObserver[] all, RolloutObserver trace) {
    this.all = all;
    this.trace = trace;
    this.traced = trace.hearsSteps();
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
    return trace.traceId();
  }

  @Override
  public void begun(Duration waited) {
    for (RolloutObserver each : all) {
      each.begun(waited);
    }
    if (traced) {
      trace.begun(waited);
    }
  }

  @Override
  public void refused(String reason) {
    for (RolloutObserver each : all) {
      each.refused(reason);
    }
    if (traced) {
      trace.refused(reason);
    }
  }

  @Override
  public void promptFailed(int turn, @Nullable Integer length, Duration time) {
    for (RolloutObserver each : all) {
      each.promptFailed(turn, length, time);
    }
    if (traced) {
      trace.promptFailed(turn, length, time);
    }
  }

  @Override
  public Map<String, String> trainerAsked(int turn, Prompt prompt, Duration promptTime, int zeros) {
    for (RolloutObserver each : all) {
      each.trainerAsked(turn, prompt, promptTime, zeros);
    }
    return trace.trainerAsked(turn, prompt, promptTime, zeros);
  }

  @Override
  public void attemptFailed(String kind) {
    for (RolloutObserver each : all) {
      each.attemptFailed(kind);
    }
    if (traced) {
      trace.attemptFailed(kind);
    }
  }

  @Override
  public void trainerFailed(Duration time) {
    for (RolloutObserver each : all) {
      each.trainerFailed(time);
    }
    if (traced) {
      trace.trainerFailed(time);
    }
  }

  @Override
  public void trainerAnswered(
      CompletionResponse answer,
      Duration time,
      @Nullable String tokenClass,
      @Nullable TokenDrift drift) {
    for (RolloutObserver each : all) {
      each.trainerAnswered(answer, time, tokenClass, drift);
    }
    if (traced) {
      trace.trainerAnswered(answer, time, tokenClass, drift);
    }
  }

  @Override
  public void toolsAsked(List<ToolCall> calls) {
    for (RolloutObserver each : all) {
      each.toolsAsked(calls);
    }
    if (traced) {
      trace.toolsAsked(calls);
    }
  }

  @Override
  public void toolsAnswered(List<ToolAnswer> answers, Duration time) {
    for (RolloutObserver each : all) {
      each.toolsAnswered(answers, time);
    }
    if (traced) {
      trace.toolsAnswered(answers, time);
    }
  }

  @Override
  public void ended(RolloutOutcome outcome) {
    for (RolloutObserver each : all) {
      each.ended(outcome);
    }
    if (traced) {
      trace.ended(outcome);
    }
  }
}
