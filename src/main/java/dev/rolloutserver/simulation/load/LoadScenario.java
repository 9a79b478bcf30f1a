package dev.rolloutserver.simulation.load;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What the rollouts of a measurement are like. Eight of them share their first messages; all else
 * that is said in one is said in no other.
 *
 * @param name what people call it
 * @param description one line
 * @param opening the messages that a worker sends
 * @param turns what the model says, and what the tools make of it
 */
public record LoadScenario(
    String name, String description, List<Opening> opening, List<LoadTurn> turns) {
  private static final String ID = "bench-";

  public LoadScenario {
    opening = List.copyOf(opening);
    turns = List.copyOf(turns);
  }

  /** A message of the worker. */
  record Opening(String role, MarkedText content) {}

  /** What the model says in a turn; the last one has no calls. */
  record LoadTurn(MarkedText content, List<LoadCall> calls) {
    LoadTurn {
      calls = List.copyOf(calls);
    }
  }

  /** A tool call and the text that comes of it. */
  record LoadCall(String id, String name, MarkedText arguments, MarkedText result) {}

  /** All there are. */
  public static List<LoadScenario> all() {
    return LoadScenarios.all();
  }

  /** The one of this name. */
  public static Optional<LoadScenario> named(String name) {
    return all().stream().filter(scenario -> scenario.name.equals(name)).findFirst();
  }

  /** The rollout of this {@code rollout_id}; empty where it is none of this scenario. */
  Optional<Long> rollout(String id) {
    String prefix = ID + name + "-";
    try {
      return id.startsWith(prefix)
          ? Optional.of(Long.parseLong(id, prefix.length(), id.length(), 10))
          : Optional.empty();
    } catch (NumberFormatException _) {
      return Optional.empty();
    }
  }

  /** The {@code rollout_id} of a rollout, which is any number from 0. */
  public String id(long rollout) {
    return ID + name + "-" + rollout;
  }

  /** How often the model is called. */
  public int calls() {
    return turns.size();
  }

  /** The messages that a worker sends for this rollout. */
  public List<Map<String, Object>> messages(long rollout) {
    return conversation(rollout, 0);
  }

  /** What the model says last. */
  public String lastWords(long rollout) {
    return turns.getLast().content().text(rollout);
  }

  /** The messages before the model is called for this turn, from 0. */
  List<Map<String, Object>> conversation(long rollout, int turn) {
    List<Map<String, Object>> messages = new ArrayList<>();
    for (Opening message : opening) {
      messages.add(members("role", message.role(), "content", message.content().text(rollout)));
    }
    for (LoadTurn before : turns.subList(0, turn)) {
      messages.add(answer(before, rollout));
      for (LoadCall call : before.calls()) {
        messages.add(
            members(
                "role", "tool", "content", call.result().text(rollout), "tool_call_id", call.id()));
      }
    }
    return messages;
  }

  /** What the model says in this turn, from 0. */
  Map<String, Object> answer(long rollout, int turn) {
    return answer(turns.get(turn), rollout);
  }

  private static Map<String, Object> answer(LoadTurn turn, long rollout) {
    Map<String, Object> answer =
        members("role", "assistant", "content", turn.content().text(rollout));
    if (!turn.calls().isEmpty()) {
      answer.put(
          "tool_calls",
          turn.calls().stream()
              .map(call ->
                  members(
                      "id",
                      call.id(),
                      "type",
                      "function",
                      "function",
                      members("name", call.name(), "arguments", call.arguments().text(rollout))))
              .toList());
    }
    return answer;
  }

  private static Map<String, Object> members(Object... namesAndValues) {
    Map<String, Object> members = new LinkedHashMap<>();
    for (int i = 0; i < namesAndValues.length; i += 2) {
      members.put((String) namesAndValues[i], namesAndValues[i + 1]);
    }
    return members;
  }
}
