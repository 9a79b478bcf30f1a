package dev.rolloutserver.simulation.load;

import dev.rolloutserver.conversation.Message;
import dev.rolloutserver.json.Json;
import dev.rolloutserver.simulation.SimulatedModel;
import dev.rolloutserver.simulation.load.LoadScenario.LoadCall;
import dev.rolloutserver.simulation.load.LoadScenario.LoadTurn;
import dev.rolloutserver.simulation.load.MarkedText.Part;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Plays a scenario once with tokenizer and template, every text encoded as a whole, so that
 * rollouts of it can be answered without them: only numbers differ, whose ids are known. That this
 * holds is tried with further rollouts.
 */
final class Rehearsal {
  private static final int CANDIDATES = 1000;
  private static final int TRIALS = 3;

  private final LoadScenario scenario;
  private final SimulatedModel model;
  private final NumberIds numbers;

  Rehearsal(LoadScenario scenario, SimulatedModel model, NumberIds numbers) {
    this.scenario = scenario;
    this.model = model;
    this.numbers = numbers;
  }

  /**
   * The turns of the scenario.
   *
   * @throws LoadException if the model's tokens depend on the numbers
   */
  List<PreparedTurn> turns() {
    List<Slot> slots = slots();
    for (long rollout = 0; rollout < CANDIDATES; rollout++) {
      Optional<Map<Integer, Slot>> byNumber = distinct(slots, rollout);
      if (byNumber.isPresent()) {
        return turns(rollout, byNumber.get()::get);
      }
    }
    throw new IllegalStateException("No rollout of " + scenario.name() + " has distinct numbers");
  }

  private List<PreparedTurn> turns(long rollout, MarkedIds.Slots slots) {
    List<PreparedTurn> turns = new ArrayList<>();
    int context = 0;
    for (int turn = 0; turn < scenario.calls(); turn++) {
      Encoded encoded = encoded(rollout, turn);
      MarkedIds prompt = MarkedIds.of(encoded.prompt(), encoded.promptText(), slots, numbers);
      String said = Json.text(scenario.answer(rollout, turn));
      MarkedIds answer =
          MarkedIds.of(encoded.answer(), model.text(encoded.answer()), slots, numbers);
      tryOthers(turn, prompt, answer);
      int zeros = turn == 0 ? 0 : encoded.prompt().length - context;
      if (zeros < 0) {
        throw new LoadException("has a template that takes tokens back in turn " + turn);
      }
      context = encoded.prompt().length + encoded.answer().length;
      turns.add(new PreparedTurn(zeros, body(turn, said, slots, prompt, answer)));
    }
    return turns;
  }

  @SuppressWarnings("ArrayRecordComponent") // ids that are only read, never compared
  private record Encoded(String promptText, int[] prompt, int[] answer) {}

  private Encoded encoded(long rollout, int turn) {
    List<Message> messages =
        scenario.conversation(rollout, turn).stream().map(Message::of).toList();
    String prompt = model.prompt(messages);
    int[] answer = model.sample(prompt, messages, Message.of(scenario.answer(rollout, turn)));
    return new Encoded(prompt, model.ids(prompt), answer);
  }

  /** Whether the ids of other rollouts are those that are expected of them. */
  private void tryOthers(int turn, MarkedIds prompt, MarkedIds answer) {
    for (long rollout = CANDIDATES; rollout < CANDIDATES + TRIALS; rollout++) {
      Encoded encoded = encoded(rollout, turn);
      if (!Arrays.equals(encoded.prompt(), prompt.ids(rollout, numbers))
          || !Arrays.equals(encoded.answer(), answer.ids(rollout, numbers))) {
        throw new LoadException(
            "has tokens that depend on the numbers of a text: rollout "
                + rollout
                + " of "
                + scenario.name()
                + ", turn "
                + turn);
      }
    }
  }

  private PreparedBody body(
      int turn, String said, MarkedIds.Slots slots, MarkedIds prompt, MarkedIds answer) {
    boolean last = turn == scenario.calls() - 1;
    String logprobs = String.join(",", Collections.nCopies(answer.length(numbers), "-0.25"));
    return new PreparedBody.Builder(numbers)
        .json("{\"id\":\"chatcmpl-" + scenario.name() + "-" + turn + "\",")
        .json("\"object\":\"chat.completion\",\"created\":1700000000,\"model\":\"simulated\",")
        .json("\"choices\":[{\"index\":0,\"message\":")
        .numbered(said, slots)
        .json(",\"finish_reason\":\"" + (last ? "stop" : "tool_calls") + "\"}],\"token_ids\":[")
        .ids(answer)
        .json("],\"logprobs\":[" + logprobs + "],\"prompt_token_ids\":[")
        .ids(prompt)
        .json("]}")
        .end();
  }

  /** The slots by their number in this rollout; empty where two have the same. */
  private static Optional<Map<Integer, Slot>> distinct(List<Slot> slots, long rollout) {
    Map<Integer, Slot> byNumber = new HashMap<>();
    for (Slot slot : slots) {
      Slot other = byNumber.put(slot.value(rollout), slot);
      if (other != null && !other.equals(slot)) {
        return Optional.empty();
      }
    }
    return Optional.of(byNumber);
  }

  private List<Slot> slots() {
    Stream<MarkedText> opening = scenario.opening().stream().map(LoadScenario.Opening::content);
    Stream<MarkedText> turns = scenario.turns().stream().flatMap(Rehearsal::texts);
    return Stream.concat(opening, turns)
        .flatMap(text -> text.parts().stream())
        .flatMap(Rehearsal::slot)
        .distinct()
        .toList();
  }

  private static Stream<MarkedText> texts(LoadTurn turn) {
    return Stream.concat(
        Stream.of(turn.content()),
        turn.calls().stream()
            .flatMap((LoadCall call) -> Stream.of(call.arguments(), call.result())));
  }

  private static Stream<Slot> slot(Part part) {
    return switch (part) {
      case MarkedText.Words _ -> Stream.empty();
      case MarkedText.Blank blank -> Stream.of(blank.slot());
    };
  }
}
