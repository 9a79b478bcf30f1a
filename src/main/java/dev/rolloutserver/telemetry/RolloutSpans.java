package dev.rolloutserver.telemetry;

import dev.rolloutserver.conversation.ToolCall;
import dev.rolloutserver.prompt.TokenDrift;
import dev.rolloutserver.protocol.CompletionResponse;
import dev.rolloutserver.protocol.SamplingParams;
import dev.rolloutserver.rollout.RolloutNotes;
import dev.rolloutserver.rollout.RolloutObserver;
import dev.rolloutserver.rollout.RolloutOutcome;
import dev.rolloutserver.rollout.RolloutOutcome.Completed;
import dev.rolloutserver.rollout.RolloutOutcome.Failed;
import dev.rolloutserver.rollout.RolloutSpec;
import dev.rolloutserver.rollout.Tapes;
import dev.rolloutserver.rollout.ToolAnswer;
import dev.rolloutserver.rollout.Usage;
import io.opentelemetry.api.common.AttributeKey;
import java.net.URI;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The spans of one rollout: turns below it, below each turn its prompt, call of the trainer and
 * tools. Attributes are those of OpenTelemetry's conventions for generative AI where they have one,
 * without contents. They are made when its steps are told, which are not where its trace is not
 * sampled: of that the trainer, the log and its record know the ids.
 */
final class RolloutSpans implements RolloutObserver {
  private static final AttributeKey<List<String>> FINISH_REASONS =
      AttributeKey.stringArrayKey("gen_ai.response.finish_reasons");

  private final SpanStarts starts;
  private final TraceIds trace;
  private final boolean sampled;
  private final RolloutNotes notes;
  private final Tapes tapes;

  /** Of the last call; of all of them, where none has a span. For the rollout's thread. */
  private @Nullable Map<String, String> headers;

  private @Nullable Instant queued;
  private @Nullable OpenSpan rollout;
  private @Nullable OpenSpan turn;
  private @Nullable OpenSpan call;
  private Instant asked = Instant.EPOCH;

  /**
   * Spans of a rollout.
   *
   * @param tapes tell it the steps
   */
  RolloutSpans(
      SpanStarts starts, TraceIds trace, boolean sampled, RolloutNotes notes, Tapes tapes) {
    this.starts = starts;
    this.trace = trace;
    this.sampled = sampled;
    this.notes = notes;
    this.tapes = tapes;
  }

  @Override
  public boolean hearsSteps() {
    return sampled;
  }

  @Override
  public String traceId() {
    return trace.traceId();
  }

  @Override
  public Map<String, String> traceHeaders(int number) {
    if (sampled || headers == null) {
      headers = trace.headers(number);
    }
    return headers;
  }

  @Override
  public void begun(long waited) {
    rollout().with("rollout.queue_seconds", seconds(waited));
  }

  @Override
  public void refused(String reason) {
    rollout().failed(reason).end(now());
  }

  @Override
  public void promptFailed(int number, @Nullable Integer length, long time) {
    beginTurn(number, length, time);
  }

  @Override
  public void trainerAsked(int number, int length, long promptTime, int zeros) {
    beginTurn(number, length, promptTime);
    URI trainer = URI.create(spec().serverUrl());
    SamplingParams sampling = spec().samplingParams();
    asked = now();
    OpenSpan span =
        starts
            .call(trace.callId(number), here(), asked)
            .with("gen_ai.operation.name", "chat")
            .with("gen_ai.request.model", spec().tokenizerName())
            .with("gen_ai.request.temperature", sampling.temperature())
            .with("gen_ai.request.top_p", sampling.topP())
            .with("gen_ai.request.max_tokens", sampling.maxTokens())
            .with("server.address", String.valueOf(trainer.getHost()))
            .with("rollout.response_mask_zeros", zeros);
    if (trainer.getPort() >= 0) {
      span.with("server.port", trainer.getPort());
    }
    call = span;
  }

  @Override
  public void attemptFailed(String kind) {
    if (call != null) {
      call.event("attempt failed: " + kind, now());
    }
  }

  @Override
  public void trainerFailed(long time) {
    endCall();
  }

  @Override
  public void trainerAnswered(
      CompletionResponse answer,
      long time,
      @Nullable String tokenClass,
      @Nullable TokenDrift drift) {
    if (call != null) {
      String reason = answer.finishReason();
      call.with("gen_ai.usage.input_tokens", answer.promptTokenIds().count())
          .with("gen_ai.usage.output_tokens", answer.tokenIds().count())
          .with(FINISH_REASONS, reason == null ? List.of() : List.of(reason))
          .end(asked.plusNanos(time));
      call = null;
    }
    if (tokenClass != null) {
      here().with("rollout.token_check", tokenClass);
    }
  }

  @Override
  public void toolsAnswered(List<ToolAnswer> answers, long time) {
    Instant start = now().minusNanos(time);
    answers.forEach(answer -> tool(answer, start));
  }

  private void tool(ToolAnswer answer, Instant start) {
    ToolCall toolCall = answer.call();
    String name = toolCall.name();
    OpenSpan span =
        starts
            .tool(name, here(), start)
            .with("gen_ai.operation.name", "execute_tool")
            .with("gen_ai.tool.name", name)
            .with("gen_ai.tool.call.id", toolCall.id())
            .with("gen_ai.tool.type", "function");
    if (answer.result().failed()) {
      span.failed("tool_error");
    }
    span.end(start.plusNanos(answer.time()));
  }

  @Override
  public void ended(RolloutOutcome outcome) {
    endCall();
    endTurn(now());
    Usage usage = outcome.usage();
    OpenSpan span =
        rollout()
            .with("gen_ai.usage.input_tokens", usage.promptTokens())
            .with("gen_ai.usage.output_tokens", usage.responseTokens())
            .with("rollout.turns", usage.calls())
            .with("rollout.tool_calls", usage.toolCalls());
    switch (outcome) {
      case Completed completed -> span.with("rollout.finish_reason", completed.reason().wireName());
      case Failed failed -> span.failed(failed.category().wireName());
    }
    span.end(now());
  }

  private void endCall() {
    if (call != null) {
      call.failed("failed").end(now());
      call = null;
    }
  }

  /** When the step happened that it is just told. */
  private Instant now() {
    return queued().plusNanos(tapes.time() - notes.queuedAt());
  }

  private Instant queued() {
    if (queued == null) {
      queued = Instant.now().minusNanos(tapes.now() - notes.queuedAt());
    }
    return queued;
  }

  private RolloutSpec spec() {
    return notes.spec();
  }

  private OpenSpan rollout() {
    if (rollout == null) {
      rollout =
          starts
              .rollout(trace, queued())
              .with("gen_ai.operation.name", "invoke_agent")
              .with("gen_ai.conversation.id", spec().rolloutId())
              .with("gen_ai.request.model", spec().tokenizerName());
    }
    return rollout;
  }

  /** What spans belong to that begin now. */
  private OpenSpan here() {
    return turn == null ? rollout() : turn;
  }

  private void beginTurn(int number, @Nullable Integer promptTokens, long promptTime) {
    Instant now = now();
    Instant start = now.minusNanos(promptTime);
    endTurn(start);
    turn = starts.within("turn", rollout(), start).with("rollout.turn", number);
    if (promptTokens != null) {
      starts.within("prompt", turn, start).with("rollout.prompt_tokens", promptTokens).end(now);
    }
  }

  private void endTurn(Instant end) {
    if (turn != null) {
      turn.end(end);
      turn = null;
    }
  }

  private static double seconds(long time) {
    return time / 1e9;
  }
}
