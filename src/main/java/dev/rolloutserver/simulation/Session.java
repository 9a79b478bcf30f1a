package dev.rolloutserver.simulation;

import dev.rolloutserver.conversation.Message;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What the trainer remembers of one rollout: just enough to judge the next mask. */
final class Session {
  private int turns;

  /** The last answer, which is to stand in the next conversation where the last one ended. */
  private @Nullable Message answer;

  private int answerIndex;
  private int answerLength;

  /** Tokens of the last prompt and of its answer. */
  private int contextLength;

  private Drift drift = Drift.NONE;

  /**
   * Judges a call and answers it.
   *
   * @throws Refusal if its mask is not the one that it must have
   */
  synchronized Completion play(ModelCall call, SimulatedModel model, Script script) {
    boolean continues = holdsAnswer(call.messages());
    if (!continues && call.mask() != null) {
      throw Refusal.violation("A mask came with a conversation that lacks my last answer");
    }
    String prompt = model.prompt(call.messages());
    int[] ids = model.ids(prompt);
    if (continues) {
      checkMask(call.mask(), ids.length - contextLength);
    } else {
      turns = 0;
      drift = Drift.NONE;
    }
    int[] reportedIds = drifted(ids, model);

    Turn turn = script.next(call.rolloutId(), turns, call.messages());
    Message said = message(turn);
    int[] sampled = model.sample(prompt, call.messages(), said);
    if (turn.drift() == Drift.REALIGN) {
      sampled = model.split(sampled);
    }

    answer = said;
    answerIndex = call.messages().size();
    answerLength = sampled.length;
    contextLength = ids.length + sampled.length;
    drift = turn.drift();
    return new Completion(
        call.rolloutId(), turns++, call.mask(), reportedIds, sampled, said.value());
  }

  private boolean holdsAnswer(List<Message> messages) {
    return answer != null
        && messages.size() > answerIndex
        && messages.get(answerIndex).value().equals(answer.value());
  }

  private static void checkMask(@Nullable List<?> mask, int newTokens) {
    if (newTokens < 0) {
      throw Refusal.violation(
          "The prompt is " + -newTokens + " tokens shorter than the last one and its answer");
    }
    if (newTokens == 0 && mask != null) {
      throw Refusal.violation("response_mask must be null, since no token is new");
    }
    int length = mask == null ? 0 : mask.size();
    if (length != newTokens) {
      throw Refusal.violation(
          "response_mask has " + length + " numbers, but " + newTokens + " tokens are new");
    }
    if (mask != null && !mask.stream().allMatch(value -> Long.valueOf(0).equals(value))) {
      throw Refusal.violation("response_mask must be zeros: no new token was sampled by the model");
    }
  }

  /** The ids that are reported of a prompt, as the last turn wants them. */
  private int[] drifted(int[] ids, SimulatedModel model) {
    return switch (drift) {
      case NONE, REALIGN -> ids;
      case FORK -> {
        int[] forked = ids.clone();
        int first = contextLength - answerLength;
        forked[first] = forked[first] == 0 ? 1 : 0;
        yield forked;
      }
      case LENGTH -> {
        int[] longer = Arrays.copyOf(ids, ids.length + 1);
        longer[ids.length] = model.ids("\n")[0];
        yield longer;
      }
    };
  }

  private Message message(Turn turn) {
    Map<String, @Nullable Object> members = new LinkedHashMap<>();
    members.put("role", "assistant");
    members.put("content", turn.content());
    if (!turn.calls().isEmpty()) {
      List<Map<String, Object>> calls = new ArrayList<>();
      for (Turn.Call call : turn.calls()) {
        Map<String, Object> function = new LinkedHashMap<>();
        function.put("name", call.name());
        function.put("arguments", call.arguments());
        Map<String, Object> element = new LinkedHashMap<>();
        element.put("id", "call_" + (turns + 1) + "_" + (calls.size() + 1));
        element.put("type", "function");
        element.put("function", function);
        calls.add(element);
      }
      members.put("tool_calls", calls);
    }
    return Message.of(members);
  }
}
