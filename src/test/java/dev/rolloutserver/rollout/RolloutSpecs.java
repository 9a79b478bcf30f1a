package dev.rolloutserver.rollout;

import dev.rolloutserver.conversation.Message;
import dev.rolloutserver.protocol.SamplingParams;
import java.util.List;
import java.util.Map;

/** Rollouts of one turn, for tests in which nobody asks a trainer. */
public final class RolloutSpecs {
  private RolloutSpecs() {}

  /** One whose user says this. */
  public static RolloutSpec of(String id, String text, String tokenizer) {
    return new RolloutSpec(
        id,
        "http://trainer",
        null,
        List.of(Message.of(Map.of("role", "user", "content", text))),
        new SamplingParams(1, 1, 10, null, true),
        tokenizer,
        null,
        1,
        100,
        Map.of(),
        null,
        null,
        false,
        Map.of());
  }
}
