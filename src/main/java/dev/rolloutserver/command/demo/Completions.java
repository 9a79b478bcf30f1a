package dev.rolloutserver.command.demo;

import dev.rolloutserver.simulation.Completion;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** The model calls that the simulated trainer has answered for the rollouts of the demo. */
final class Completions implements Consumer<Completion> {
  private final List<String> wanted;
  private final List<Completion> heard = new ArrayList<>();

  /** Those of these rollouts: others may come as long as the demo stays. */
  Completions(List<DemoRollout> rollouts) {
    this.wanted = rollouts.stream().map(DemoRollout::id).toList();
  }

  @Override
  public synchronized void accept(Completion completion) {
    if (wanted.contains(completion.rolloutId())) {
      heard.add(completion);
    }
  }

  /** Those of one rollout, in order. */
  synchronized List<Completion> of(DemoRollout rollout) {
    return heard.stream()
        .filter(completion -> completion.rolloutId().equals(rollout.id()))
        .toList();
  }
}
