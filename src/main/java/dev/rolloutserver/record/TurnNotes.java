package dev.rolloutserver.record;

import dev.rolloutserver.conversation.Message;
import dev.rolloutserver.conversation.ToolCall;
import dev.rolloutserver.json.JsonText;
import dev.rolloutserver.prompt.TokenDrift;
import dev.rolloutserver.protocol.CompletionResponse;
import dev.rolloutserver.rollout.ToolAnswer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What is noted of one turn while it goes on. Times are of the nanosecond clock; the lock of its
 * rollout guards it.
 */
final class TurnNotes {
  final int turn;
  final long began;
  long promptNanos = NONE;
  int promptLength = NONE;
  long asked = NONE;
  int zeros;

  /** How the trainer failed, each time. */
  final List<String> failedAttempts = new ArrayList<>(0);

  long trainerNanos = NONE;
  boolean trainerFailed;
  @Nullable CompletionResponse answer;
  @Nullable String check;
  @Nullable TokenDrift drift;
  long toolsAsked = NONE;
  long toolsNanos = NONE;

  /** Those that are waited for. */
  List<ToolCall> toolCalls = List.of();

  /** Empty until all have ended. */
  List<ToolAnswer> toolAnswers = List.of();

  /** What is not known yet. */
  static final int NONE = -1;

  TurnNotes(int turn, long began) {
    this.turn = turn;
    this.began = began;
  }

  /** The messages that this turn has added to the conversation so far. */
  List<Message> messages() {
    List<Message> messages = new ArrayList<>();
    if (answer != null) {
      messages.add(answer.message());
    }
    for (ToolAnswer tool : toolAnswers) {
      messages.add(Message.toolResult(tool.call(), tool.result().content()));
    }
    return messages;
  }

  int responseTokens() {
    return answer == null ? 0 : answer.tokenIds().count();
  }

  /** How many these are. */
  int messageCount() {
    return (answer == null ? 0 : 1) + toolAnswers.size();
  }

  /**
   * The members of the turn in a record.
   *
   * @param start of the rollout, from which times are counted
   * @param message index of the answer in the conversation
   * @param tokens whether ids and log-probabilities are among them
   */
  Map<String, @Nullable Object> value(long start, int message, boolean tokens) {
    Map<String, @Nullable Object> value = new LinkedHashMap<>();
    value.put("turn", turn);
    value.put("start_ms", Millis.of(began - start));
    value.put("prompt_ms", millis(promptNanos));
    value.put("prompt_tokens", promptLength == NONE ? null : promptLength);
    value.put("mask_sent", zeros == 0 ? null : List.of(List.of(0, zeros)));
    value.put("trainer_start_ms", asked == NONE ? null : Millis.of(asked - start));
    value.put("trainer_ms", millis(trainerNanos));
    value.put("trainer_failed", trainerFailed);
    value.put("attempts", attempts());
    CompletionResponse answered = answer;
    if (answered != null) {
      putAnswer(value, answered, message, tokens);
    }
    value.put("check", check);
    value.put("drift", drift == null ? null : value(drift));
    if (toolsAsked != NONE) {
      value.put("tools_start_ms", Millis.of(toolsAsked - start));
      value.put("tools_ms", millis(toolsNanos));
      value.put("tools", tools());
    }
    return value;
  }

  private static void putAnswer(
      Map<String, @Nullable Object> value, CompletionResponse answer, int message, boolean tokens) {
    value.put("message", message);
    value.put("trainer_prompt_tokens", answer.promptTokenIds().count());
    value.put("response_tokens", answer.tokenIds().count());
    value.put("finish_reason", answer.finishReason());
    value.put("vendor", Redaction.of(answer.further()));
    value.put("known", answer.promptTokenIds().known());
    value.put("entered", answer.promptTokenIds().others().count());
    if (tokens) {
      value.put("prompt_ids", new JsonText(answer.promptTokenIds().others().json()));
      value.put("ids", new JsonText(answer.tokenIds().json()));
      value.put(
          "logprobs", answer.logprobs() == null ? null : new JsonText(answer.logprobs().json()));
    }
  }

  private static Map<String, Object> value(TokenDrift drift) {
    Map<String, Object> value = new LinkedHashMap<>();
    value.put("class", drift.verdict().wireName());
    value.put("index", drift.firstDifference());
    value.put("expected_length", drift.expectedLength());
    value.put("actual_length", drift.actualLength());
    value.put("expected_around", drift.expectedAround());
    value.put("actual_around", drift.actualAround());
    return value;
  }

  private List<Map<String, @Nullable Object>> tools() {
    List<Map<String, @Nullable Object>> tools = new ArrayList<>();
    List<ToolCall> calls =
        toolAnswers.isEmpty() ? toolCalls : toolAnswers.stream().map(ToolAnswer::call).toList();
    for (int i = 0; i < calls.size(); i++) {
      ToolAnswer answered = toolAnswers.isEmpty() ? null : toolAnswers.get(i);
      Map<String, @Nullable Object> tool = new LinkedHashMap<>();
      tool.put("id", calls.get(i).id());
      tool.put("name", calls.get(i).name());
      tool.put("failed", answered == null ? null : answered.result().failed());
      tool.put("ms", answered == null ? null : Millis.of(answered.time()));
      tools.add(tool);
    }
    return tools;
  }

  /** How each ended: a call that was answered had one more than those that failed. */
  private List<String> attempts() {
    boolean answered = trainerNanos != NONE && !trainerFailed;
    return Stream.concat(failedAttempts.stream(), answered ? Stream.of("ok") : Stream.of())
        .toList();
  }

  private static @Nullable Double millis(long nanos) {
    return nanos == NONE ? null : Millis.of(nanos);
  }
}
