package dev.rolloutserver.simulation.load;

import dev.rolloutserver.simulation.load.LoadScenario.LoadCall;
import dev.rolloutserver.simulation.load.LoadScenario.LoadTurn;
import dev.rolloutserver.simulation.load.LoadScenario.Opening;
import dev.rolloutserver.simulation.load.Slot.Own;
import dev.rolloutserver.simulation.load.Slot.Rest;
import dev.rolloutserver.simulation.load.Slot.Shared;
import dev.rolloutserver.simulation.load.Slot.Sum;
import java.util.ArrayList;
import java.util.List;

/** Writes the scenarios. The numbers of a scenario are counted, so that each stands for itself. */
final class LoadScenarios {
  private final String name;
  private final String description;
  private final Prose prose;
  private final List<Opening> opening = new ArrayList<>();
  private final List<LoadTurn> turns = new ArrayList<>();
  private int shared;
  private int own;

  private LoadScenarios(String name, String description) {
    this.name = name;
    this.description = description;
    this.prose = new Prose(name.hashCode());
  }

  static List<LoadScenario> all() {
    return List.of(
        new LoadScenarios("single", "one turn and no tool").opening(2, 2).says(2).end(),
        new LoadScenarios("tools", "three turns: add, subtract, a final sentence")
            .opening(2, 2)
            .calculates(1)
            .says(1)
            .end(),
        new LoadScenarios("agent", "twenty turns of about 200 tokens, a call in each but the last")
            .opening(8, 4)
            .agent(19)
            .says(9)
            .end(),
        new LoadScenarios("long", "four turns after a first prompt of about 8,000 tokens")
            .opening(200, 200)
            .agent(3)
            .says(2)
            .end(),
        new LoadScenarios("wide", "two turns, the first with eight calls at the same time")
            .opening(2, 2)
            .callsInParallel()
            .says(2)
            .end());
  }

  private LoadScenarios opening(int systemSentences, int userSentences) {
    opening.add(
        new Opening(
            "system",
            MarkedText.of("You are a careful calculator. ")
                .then(prose.sentences(systemSentences, _ -> new Shared(shared++)))));
    opening.add(new Opening("user", prose.sentences(userSentences, _ -> new Shared(shared++))));
    return this;
  }

  /** A sum, and then what is left of it when something is taken away. */
  private LoadScenarios calculates(int sentences) {
    Sum sum = new Sum(own(), own());
    Own taken = own();
    turns.add(new LoadTurn(text(sentences), List.of(call(0, "add", sum.a(), sum.b(), sum))));
    turns.add(
        new LoadTurn(
            text(sentences), List.of(call(0, "subtract", sum, taken, new Rest(sum, taken)))));
    return this;
  }

  private LoadScenarios agent(int calls) {
    for (int i = 0; i < calls; i++) {
      Sum sum = new Sum(own(), own());
      turns.add(new LoadTurn(text(7), List.of(call(0, "add", sum.a(), sum.b(), sum))));
    }
    return this;
  }

  private LoadScenarios callsInParallel() {
    List<LoadCall> calls = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      Sum sum = new Sum(own(), own());
      calls.add(call(i, "add", sum.a(), sum.b(), sum));
    }
    calls.add(
        fixed(5, "multiply", "{\"a\": 12345678901234567890, \"b\": 2}", "24691357802469135780"));
    calls.add(fixed(6, "divide", "{\"a\": 1.5, \"b\": 0.25}", "6.0"));
    calls.add(fixed(7, "divide", "{\"a\": 7, \"b\": 0}", "Error: Division by zero"));
    turns.add(new LoadTurn(text(1), calls));
    return this;
  }

  private LoadScenarios says(int sentences) {
    turns.add(new LoadTurn(text(sentences), List.of()));
    return this;
  }

  private LoadScenario end() {
    return new LoadScenario(name, description, opening, turns);
  }

  private MarkedText text(int sentences) {
    return prose.sentences(sentences, _ -> own());
  }

  private Own own() {
    return new Own(own++);
  }

  private LoadCall call(int place, String function, Slot a, Slot b, Slot result) {
    return new LoadCall(
        callId(place),
        function,
        MarkedText.of("{\"a\": ", a, ", \"b\": ", b, "}"),
        MarkedText.of(result));
  }

  private LoadCall fixed(int place, String function, String arguments, String result) {
    return new LoadCall(callId(place), function, MarkedText.of(arguments), MarkedText.of(result));
  }

  private String callId(int place) {
    return "call-" + turns.size() + "-" + place;
  }
}
