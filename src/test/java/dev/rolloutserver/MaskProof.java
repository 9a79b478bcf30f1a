package dev.rolloutserver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rolloutserver.CheckingTrainer.Call;
import dev.rolloutserver.CheckingTrainer.Said;
import dev.rolloutserver.template.TemplateException;
import java.io.IOException;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** Plays a rollout and holds all that is known of its tokens against the protocol's formula. */
final class MaskProof {
  private MaskProof() {}

  /** What the worker was answered, and the calls that the trainer saw. */
  record Outcome(Map<?, ?> answer, List<Call> calls) {
    String status() {
      return String.valueOf(answer.get("status"));
    }

    /** Why it failed; empty where it did not. */
    String category() {
      Object category = extra().get("error_category");
      return category == null ? "" : category.toString();
    }

    List<?> finalMessages() {
      return (List<?>) Objects.requireNonNull(answer.get("final_messages"));
    }

    /** The final messages without those that came after the last call. */
    List<?> keptMessages() {
      return finalMessages().subList(0, calls.getLast().messages().size());
    }

    /** How long the server thinks that this prompt is. */
    Object tracedPromptLength(int call) {
      Map<?, ?> turn =
          (Map<?, ?>) ((List<?>) Objects.requireNonNull(extra().get("trace"))).get(call);
      Map<?, ?> request = (Map<?, ?>) Objects.requireNonNull(turn.get("llm_request"));
      return ((Long) Objects.requireNonNull(request.get("prompt_length"))).intValue();
    }

    private Map<?, ?> extra() {
      return (Map<?, ?>) Objects.requireNonNull(answer.get("extra_fields"));
    }
  }

  /** Runs a rollout and compares all that is known of its tokens with the formula. */
  static Outcome play(
      ProvingServer server, ProofModel model, List<?> messages, List<Said> said, String what)
      throws IOException, InterruptedException {
    Map<?, ?> answer = server.rollout(model, messages, said);
    Outcome outcome = new Outcome(answer, server.trainer(model).calls());
    assertThat(server.trainer(model).violations()).as(what).isEmpty();
    assertThat(outcome.calls()).as(what).allSatisfy(MaskProof::assertHoldsNoNulls);
    assertMasks(outcome, what);
    switch (outcome.category()) {
      case "" ->
          assertThat(outcome.keptMessages())
              .as(what)
              .isEqualTo(outcome.calls().getLast().messages());
      case "invalid_conversation_state" ->
          assertThat(newTokensAtTheEnd(server, model, outcome)).as(what).isNegative();
      case "template_error" ->
          assertThatThrownBy(() -> newTokensAtTheEnd(server, model, outcome))
              .as(what)
              .isInstanceOf(TemplateException.class);
      default -> throw new AssertionError(what + ": " + answer.get("error_message"));
    }
    return outcome;
  }

  /** The masks by the formula, and the prompts' own lengths, which it only sees in part. */
  private static void assertMasks(Outcome outcome, String what) {
    List<Call> calls = outcome.calls();
    for (int n = 0; n < calls.size(); n++) {
      int zeros =
          n == 0
              ? 0
              : calls.get(n).promptLength()
                  - calls.get(n - 1).promptLength()
                  - calls.get(n - 1).answerLength();
      assertThat(calls.get(n).mask())
          .as("%s, mask %d", what, n + 1)
          .isEqualTo(zeros == 0 ? null : Collections.nCopies(zeros, 0L));
      assertThat(outcome.tracedPromptLength(n))
          .as("%s, prompt %d", what, n + 1)
          .isEqualTo(calls.get(n).promptLength());
    }
  }

  /** What is sent is what is rendered: no member is null, but a content may be. */
  private static void assertHoldsNoNulls(Call call) {
    for (Object element : call.messages()) {
      Map<?, ?> message = (Map<?, ?>) element;
      assertThat(message.entrySet())
          .allMatch(member -> member.getValue() != null || member.getKey().equals("content"));
      if (message.get("tool_calls") instanceof List<?> toolCalls) {
        for (Object toolCall : toolCalls) {
          Map<?, ?> members = (Map<?, ?>) toolCall;
          assertThat(members.values()).doesNotContainNull();
          assertThat(((Map<?, ?>) Objects.requireNonNull(members.get("function"))).values())
              .doesNotContainNull();
        }
      }
    }
  }

  private static int newTokensAtTheEnd(ProvingServer server, ProofModel model, Outcome outcome)
      throws IOException {
    int prompt = server.model(model).promptLength(outcome.finalMessages(), server.tools());
    Call last = outcome.calls().getLast();
    return prompt - last.promptLength() - last.answerLength();
  }
}
