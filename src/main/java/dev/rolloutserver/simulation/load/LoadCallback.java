package dev.rolloutserver.simulation.load;

import dev.rolloutserver.simulation.Refusal;
import dev.rolloutserver.simulation.load.LoadScenario.LoadCall;
import dev.rolloutserver.simulation.load.LoadScenario.LoadTurn;
import dev.rolloutserver.simulation.load.LoadScenario.Opening;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a server asks of the trainer.
 *
 * @param mask null where there is none
 */
record LoadCallback(String rolloutId, List<?> messages, @Nullable List<?> mask) {
  /**
   * Reads the body of a request.
   *
   * @throws Refusal if it is none
   */
  static LoadCallback of(@Nullable Object body) {
    if (body instanceof Map<?, ?> members
        && members.get("rollout_id") instanceof String rolloutId
        && members.get("messages") instanceof List<?> messages) {
      Object mask = members.get("response_mask");
      if (mask == null || mask instanceof List<?>) {
        return new LoadCallback(rolloutId, messages, (List<?>) mask);
      }
    }
    throw Refusal.violation("the body must have rollout_id, messages and a mask, or null for it");
  }

  /**
   * Checks conversation and mask.
   *
   * @param turn which the call is for, from 0
   * @throws Refusal if one is not as it must be
   */
  void check(LoadScenario scenario, long rollout, int turn, int zeros) {
    int at = 0;
    for (Opening message : scenario.opening()) {
      require(at, says(messages.get(at), message.role(), message.content(), rollout));
      at++;
    }
    for (LoadTurn before : scenario.turns().subList(0, turn)) {
      Object answer = messages.get(at);
      require(at, says(answer, "assistant", before.content(), rollout));
      require(at, calls(member(answer, "tool_calls"), before.calls(), rollout));
      at++;
      for (LoadCall call : before.calls()) {
        Object result = messages.get(at);
        require(at, says(result, "tool", call.result(), rollout));
        require(at, call.id().equals(member(result, "tool_call_id")));
        at++;
      }
    }
    checkMask(zeros);
  }

  private void checkMask(int zeros) {
    int length = mask == null ? 0 : mask.size();
    if (length != zeros || (zeros == 0 && mask != null)) {
      throw Refusal.violation(
          "response_mask has " + length + " numbers, but " + zeros + " tokens are new");
    }
    if (mask != null && !mask.stream().allMatch(value -> Long.valueOf(0).equals(value))) {
      throw Refusal.violation("response_mask must be zeros: no new token was sampled by the model");
    }
  }

  private static void require(int message, boolean asSaid) {
    if (!asSaid) {
      throw Refusal.violation("message " + message + " is not the one that was said");
    }
  }

  private static @Nullable Object member(@Nullable Object message, String name) {
    return message instanceof Map<?, ?> members ? members.get(name) : null;
  }

  private static boolean says(
      @Nullable Object message, String role, MarkedText content, long rollout) {
    return message instanceof Map<?, ?> members
        && role.equals(members.get("role"))
        && isText(members.get("content"), content, rollout);
  }

  private static boolean calls(@Nullable Object value, List<LoadCall> calls, long rollout) {
    if (!(value instanceof List<?> given) || given.size() != calls.size()) {
      return false;
    }
    for (int i = 0; i < calls.size(); i++) {
      LoadCall call = calls.get(i);
      boolean same =
          given.get(i) instanceof Map<?, ?> members
              && call.id().equals(members.get("id"))
              && members.get("function") instanceof Map<?, ?> function
              && call.name().equals(function.get("name"))
              && isText(function.get("arguments"), call.arguments(), rollout);
      if (!same) {
        return false;
      }
    }
    return true;
  }

  private static boolean isText(@Nullable Object value, MarkedText text, long rollout) {
    return value instanceof String given && text.matches(given, rollout);
  }
}
