package dev.rolloutserver.command.demo;

import dev.rolloutserver.conversation.Message;
import dev.rolloutserver.simulation.DemoModel;
import dev.rolloutserver.simulation.Drift;
import dev.rolloutserver.simulation.Script;
import dev.rolloutserver.simulation.Turn;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A rollout that the demo asks for.
 *
 * @param id its {@code rollout_id}
 * @param title what it shows
 * @param question what the user asks
 * @param script what the simulated model says to it
 */
record DemoRollout(String id, String title, String question, Script script) {
  private static final String QUESTION = "Please calculate 15 plus 23 and multiply the sum by 2.";

  /** A rollout with the calculation's script. */
  static DemoRollout of(String id, String question) {
    return new DemoRollout(id, "A calculation with three turns", question, Script.calculation());
  }

  static List<DemoRollout> all() {
    return List.of(
        of("demo-calculation", QUESTION),
        new DemoRollout(
            "demo-parallel",
            "Tools called in parallel; results keep the order of the calls, and one is an error",
            "What is 144 divided by 12, 81 minus 18, and 7 divided by 0?",
            Script.of(
                Turn.calling(
                    "I can do that.",
                    new Turn.Call("divide", "{\"a\": 144, \"b\": 12}"),
                    new Turn.Call("subtract", "{\"a\": 81, \"b\": 18}"),
                    new Turn.Call("divide", "{\"a\": 7, \"b\": 0}")),
                Turn.saying("12.0 and 63; nothing can be divided by zero."))),
        new DemoRollout(
            "demo-drift",
            "Drift: the trainer cuts the model's own text into other tokens afterwards",
            QUESTION,
            DemoRollout::drifting));
  }

  /** What the simulated model says to any rollout: its own script, else the calculation. */
  static Script script(List<DemoRollout> rollouts) {
    Script otherwise = Script.calculation();
    return (rolloutId, turn, messages) ->
        rollouts.stream()
            .filter(rollout -> rollout.id().equals(rolloutId))
            .findFirst()
            .map(DemoRollout::script)
            .orElse(otherwise)
            .next(rolloutId, turn, messages);
  }

  /** The body of {@code POST /rollout}. */
  Map<String, Object> request(String trainerUrl) {
    Map<String, Object> message = new LinkedHashMap<>();
    message.put("role", "user");
    message.put("content", question);
    Map<String, Object> request = new LinkedHashMap<>();
    request.put("rollout_id", id);
    request.put("server_url", trainerUrl);
    request.put("messages", List.of(message));
    request.put("sampling_params", Map.of());
    request.put("tokenizer_name", DemoModel.NAME);
    return request;
  }

  private static Turn drifting(String rolloutId, int turn, List<Message> messages) {
    Turn next = Script.calculation().next(rolloutId, turn, messages);
    return turn == 0 ? next.with(Drift.REALIGN) : next;
  }
}
