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

/** Three that hear the steps of the same rollout, one told after the other. */
final class JoinedObservers implements RolloutObserver {
  private final RolloutObserver first;
  private final RolloutObserver second;
  private final RolloutObserver third;
  private final boolean keepsTokens;

  JoinedObservers(RolloutObserver first, RolloutObserver second, RolloutObserver third) {
    this.first = first;
    this.second = second;
    this.third = third;
    this.keepsTokens = first.keepsTokens() || second.keepsTokens() || third.keepsTokens();
  }

  @Override
  public boolean keepsTokens() {
    return keepsTokens;
  }

  @Override
  public @Nullable String traceId() {
    String id = first.traceId();
    id = id != null ? id : second.traceId();
    return id != null ? id : third.traceId();
  }

  @Override
  public Map<String, String> callHeaders() {
    Map<String, String> headers = first.callHeaders();
    headers = headers.isEmpty() ? second.callHeaders() : headers;
    return headers.isEmpty() ? third.callHeaders() : headers;
  }

  @Override
  public void begun(Duration waited) {
    first.begun(waited);
    second.begun(waited);
    third.begun(waited);
  }

  @Override
  public void refused(String reason) {
    first.refused(reason);
    second.refused(reason);
    third.refused(reason);
  }

  @Override
  public void turnBegan(int turn) {
    first.turnBegan(turn);
    second.turnBegan(turn);
    third.turnBegan(turn);
  }

  @Override
  public void promptCounted(Prompt prompt, Duration time) {
    first.promptCounted(prompt, time);
    second.promptCounted(prompt, time);
    third.promptCounted(prompt, time);
  }

  @Override
  public void trainerAsked(int zeros) {
    first.trainerAsked(zeros);
    second.trainerAsked(zeros);
    third.trainerAsked(zeros);
  }

  @Override
  public void attemptFailed(String kind) {
    first.attemptFailed(kind);
    second.attemptFailed(kind);
    third.attemptFailed(kind);
  }

  @Override
  public void trainerCalled(Duration time, boolean answered) {
    first.trainerCalled(time, answered);
    second.trainerCalled(time, answered);
    third.trainerCalled(time, answered);
  }

  @Override
  public void trainerAnswered(CompletionResponse answer) {
    first.trainerAnswered(answer);
    second.trainerAnswered(answer);
    third.trainerAnswered(answer);
  }

  @Override
  public void tokensChecked(String tokenClass, @Nullable TokenDrift drift) {
    first.tokensChecked(tokenClass, drift);
    second.tokensChecked(tokenClass, drift);
    third.tokensChecked(tokenClass, drift);
  }

  @Override
  public void toolsAsked(List<ToolCall> calls) {
    first.toolsAsked(calls);
    second.toolsAsked(calls);
    third.toolsAsked(calls);
  }

  @Override
  public void toolCalled(ToolCall call, ToolResult result, Duration time) {
    first.toolCalled(call, result, time);
    second.toolCalled(call, result, time);
    third.toolCalled(call, result, time);
  }

  @Override
  public void ended(RolloutOutcome outcome) {
    first.ended(outcome);
    second.ended(outcome);
    third.ended(outcome);
  }
}
