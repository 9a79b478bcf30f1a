package dev.rolloutserver.simulation;

import dev.rolloutserver.conversation.Message;
import java.util.List;

/** What the simulated model says when. Many rollouts may play it at once. */
@FunctionalInterface
public interface Script {
  /**
   * What is said next.
   *
   * @param rolloutId whose conversation it is
   * @param turn how many turns this rollout has had
   * @param messages the conversation so far
   */
  Turn next(String rolloutId, int turn, List<Message> messages);

  /** Adds the first two numbers of a question and multiplies the sum by the third, if asked to. */
  static Script calculation() {
    return new CalculationScript();
  }

  /** These turns one after the other; the last one is repeated. */
  static Script of(Turn... turns) {
    List<Turn> all = List.of(turns);
    return (rolloutId, turn, messages) -> all.get(Math.min(turn, all.size() - 1));
  }
}
