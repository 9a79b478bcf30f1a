package dev.rolloutserver.record;

import dev.rolloutserver.conversation.ToolCall;
import dev.rolloutserver.json.JsonText;
import dev.rolloutserver.prompt.TokenDrift;
import dev.rolloutserver.protocol.CompletionResponse;
import dev.rolloutserver.rollout.ToolAnswer;
import dev.rolloutserver.rollout.TurnNotes;
import dev.rolloutserver.rollout.TurnNotes.FailedAttempt;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The members of a turn in a record. */
final class TurnMembers {
  private TurnMembers() {}

  /**
   * Those of a turn so far.
   *
   * @param turn a copy, so that its members are of one moment
   * @param start of the rollout, from which times are counted
   * @param message index of the answer in the conversation
   * @param tokens whether ids and log-probabilities are among them
   */
  static Map<String, @Nullable Object> of(TurnNotes turn, long start, int message, boolean tokens) {
    Map<String, @Nullable Object> members = new LinkedHashMap<>();
    members.put("turn", turn.number());
    members.put("start_ms", Millis.of(turn.beganAt() - start));
    members.put("prompt_ms", millis(turn.promptNanos()));
    members.put(
        "prompt_tokens", turn.promptLength() == TurnNotes.NONE ? null : turn.promptLength());
    members.put("mask_sent", turn.zeros() == 0 ? null : List.of(List.of(0, turn.zeros())));
    members.put("trainer_start_ms", turn.asked() ? Millis.of(turn.promptedAt() - start) : null);
    members.put("trainer_ms", millis(turn.trainerNanos()));
    CompletionResponse answer = turn.answer();
    members.put("trainer_failed", turn.trainerFailed());
    members.put("attempts", attempts(turn));
    if (answer != null) {
      putAnswer(members, answer, message, tokens);
    }
    members.put("check", turn.tokenClass());
    TokenDrift drift = turn.drift();
    members.put("drift", drift == null ? null : value(drift));
    long toolsBeganAt = turn.toolsBeganAt();
    if (toolsBeganAt != TurnNotes.NONE) {
      members.put("tools_start_ms", Millis.of(toolsBeganAt - start));
      members.put("tools_ms", millis(turn.toolsNanos()));
      members.put("tools", tools(turn));
    }
    return members;
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

  private static List<Map<String, @Nullable Object>> tools(TurnNotes turn) {
    List<Map<String, @Nullable Object>> tools = new ArrayList<>();
    if (turn.toolsAnswered()) {
      for (ToolAnswer answer : turn.toolAnswers()) {
        tools.add(tool(answer.call(), answer.result().failed(), Millis.of(answer.time())));
      }
    } else {
      turn.toolCalls().forEach(call -> tools.add(tool(call, null, null)));
    }
    return tools;
  }

  private static Map<String, @Nullable Object> tool(
      ToolCall call, @Nullable Boolean failed, @Nullable Double ms) {
    Map<String, @Nullable Object> tool = new LinkedHashMap<>();
    tool.put("id", call.id());
    tool.put("name", call.name());
    tool.put("failed", failed);
    tool.put("ms", ms);
    return tool;
  }

  /** How each ended: a call that was answered had one more than those that failed. */
  private static List<String> attempts(TurnNotes turn) {
    List<String> attempts = new ArrayList<>();
    for (FailedAttempt failed : turn.failedAttempts()) {
      attempts.add(failed.kind());
    }
    if (turn.answer() != null) {
      attempts.add("ok");
    }
    return attempts;
  }

  private static @Nullable Double millis(long nanos) {
    return nanos == TurnNotes.NONE ? null : Millis.of(nanos);
  }
}
