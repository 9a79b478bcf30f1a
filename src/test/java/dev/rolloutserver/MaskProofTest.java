package dev.rolloutserver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rolloutserver.CheckingTrainer.Said;
import dev.rolloutserver.MaskProof.Outcome;
import dev.rolloutserver.template.TemplateException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Every mask of the whole server is what the protocol's formula gives when prompts are rendered and
 * encoded whole, by other means. The real models need the shared data, the demo model nothing.
 */
@TestInstance(Lifecycle.PER_CLASS) // the server and the real tokenizers take long to load
class MaskProofTest {
  private static final int MAX_TURNS = 20;
  private static final int ROLLOUTS_OF_A_LENGTH = 2;

  /** A call as Qwen3 writes it. */
  private static final String CALL =
      "\n<tool_call>\n{\"name\": \"add\", \"arguments\": {\"a\": 1, \"b\": 2}}\n</tool_call><|im_end|>";

  private @Nullable ProvingServer started;

  @BeforeAll
  void start(@TempDir Path demoModels) throws Exception {
    started = new ProvingServer(demoModels);
  }

  @AfterAll
  void stop() throws Exception {
    server().stop();
  }

  @ParameterizedTest
  @EnumSource
  void rollouts_ofOneToTwentyTurnsAtRandom_haveTheMasksOfTheFormula(ProofModel model)
      throws Exception {
    int completed = 0;
    int calls = 0;
    for (int turns = 1; turns <= MAX_TURNS; turns++) {
      for (int i = 0; i < ROLLOUTS_OF_A_LENGTH; i++) {
        long seed = turns * 100L + i;
        WildRollout wild = WildRollout.of(model, turns, seed);
        Outcome outcome = play(model, wild.messages(), wild.said(), "seed " + seed);
        if (outcome.status().equals("COMPLETED")) {
          assertThat(outcome.calls()).as("seed %d", seed).hasSize(turns);
          completed++;
        } else {
          assertThat(outcome.category())
              .as("seed %d: %s", seed, outcome.answer().get("error_message"))
              .isEqualTo("invalid_conversation_state");
        }
        calls += outcome.calls().size();
      }
    }
    assertThat(completed).isGreaterThan(MAX_TURNS * ROLLOUTS_OF_A_LENGTH / 2);
    assertThat(calls).isGreaterThan(200);
  }

  @ParameterizedTest
  @EnumSource
  void newTokens_oneMoreThanTheAnswer_areAMaskOfOneZero(ProofModel model) throws Exception {
    Outcome outcome = additionWithNewTokens(model, 1);

    assertThat(outcome.calls().get(1).mask()).isEqualTo(List.of(0L));
    assertThat(outcome.status()).isEqualTo("COMPLETED");
  }

  @ParameterizedTest
  @EnumSource
  void newTokens_none_areNoMask(ProofModel model) throws Exception {
    Outcome outcome = additionWithNewTokens(model, 0);

    assertThat(outcome.calls().get(1).body())
        .satisfies(body -> assertThat(body.containsKey("response_mask")).isTrue())
        .satisfies(body -> assertThat(body.get("response_mask")).isNull());
    assertThat(outcome.status()).isEqualTo("COMPLETED");
  }

  @ParameterizedTest
  @EnumSource
  void newTokens_lessThanNone_endTheRolloutBeforeTheCall(ProofModel model) throws Exception {
    Outcome outcome = additionWithNewTokens(model, -1);

    assertThat(outcome.status()).isEqualTo("ERROR");
    assertThat(outcome.category()).isEqualTo("invalid_conversation_state");
    assertThat(outcome.calls()).hasSize(1);
    assertThat(outcome.finalMessages()).hasSize(3);
  }

  @ParameterizedTest
  @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "QWEN3")
  void contentNull_besideCalls_isRenderedAndSentAsNull(ProofModel model) throws Exception {
    Outcome outcome =
        play(
            model,
            List.of(user("1 + 2?")),
            List.of(said(calling(null, "{\"a\": 1, \"b\": 2}")), said(saying("3"))),
            "");

    assertThat(outcome.status()).isEqualTo("COMPLETED");
    assertThat((Map<?, ?>) outcome.calls().get(1).messages().get(1))
        .satisfies(message -> assertThat(message.containsKey("content")).isTrue())
        .satisfies(message -> assertThat(message.get("content")).isNull());
  }

  @Test
  void contentNull_whereTheTemplateCannotRenderIt_isATemplateError() throws Exception {
    Outcome outcome =
        play(
            ProofModel.QWEN3,
            List.of(user("1 + 2?")),
            List.of(said(calling(null, "{\"a\": 1, \"b\": 2}"))),
            "");

    assertThat(outcome.category()).isEqualTo("template_error");
    assertThat(outcome.calls()).hasSize(1);
    assertThat(outcome.finalMessages()).hasSize(3);
  }

  @ParameterizedTest
  @EnumSource
  void contentEmpty_besideCalls_isRendered(ProofModel model) throws Exception {
    Outcome outcome =
        play(
            model,
            List.of(user("")),
            List.of(said(calling("", "{\"a\": 1, \"b\": 2}")), said(saying(""))),
            "");

    assertThat(outcome.status()).isEqualTo("COMPLETED");
  }

  @ParameterizedTest
  @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "DEEPSEEK")
  void arguments_asTextAndAsObject_areRenderedAsTheyCame(ProofModel model) throws Exception {
    Map<String, Object> object = new LinkedHashMap<>();
    object.put("a", 1L);
    object.put("b", 2L);
    List<Integer> lengths = new ArrayList<>();
    for (Object arguments : List.of("{\"a\":1,   \"b\":2}", object)) {
      Outcome outcome =
          play(
              model,
              List.of(user("1 + 2?")),
              List.of(new Said(calling("So:", arguments), 5), said(saying("3"))),
              "");
      assertThat(outcome.status()).isEqualTo("COMPLETED");
      lengths.add(outcome.calls().get(1).promptLength());
    }
    assertThat(lengths.getFirst()).isNotEqualTo(lengths.getLast());
  }

  @Test
  void arguments_asObject_whereTheTemplateWantsText_areATemplateError() throws Exception {
    Outcome outcome =
        play(
            ProofModel.DEEPSEEK,
            List.of(user("1 + 2?")),
            List.of(said(calling(null, Map.of("a", 1L)))),
            "");

    assertThat(outcome.category()).isEqualTo("template_error");
    assertThat(outcome.calls()).hasSize(1);
  }

  @ParameterizedTest
  @EnumSource
  void reasoning_besideContentAndCalls_travelsAndIsCountedAsTheTemplateDoes(ProofModel model)
      throws Exception {
    Map<String, @Nullable Object> thought = calling("So:", "{\"a\": 1, \"b\": 2}");
    thought.put("reasoning_content", "First the sum.\n\nThen …");
    Outcome outcome =
        play(model, List.of(user("1 + 2?")), List.of(said(thought), said(saying("3"))), "");

    assertThat(outcome.status()).isEqualTo("COMPLETED");
    assertThat((Map<?, ?>) outcome.calls().get(1).messages().get(1))
        .satisfies(message ->
            assertThat(message.get("reasoning_content")).isEqualTo("First the sum.\n\nThen …"));
  }

  @Test
  void thinking_thatTheTemplateDropsLater_isTakenOutOfTheMask() throws Exception {
    // without a question of the user, Qwen3's template takes each last message for one
    Outcome outcome = thinkingWithoutQuestion("Yes.");

    assertThat(outcome.status()).isEqualTo("COMPLETED");
    assertThat(outcome.calls().get(1).mask())
        .asInstanceOf(InstanceOfAssertFactories.LIST)
        .hasSizeBetween(1, 20);
  }

  @Test
  void thinking_moreThanWhatIsNew_thatTheTemplateDropsLater_endsTheRollout() throws Exception {
    Outcome outcome = thinkingWithoutQuestion("I wonder what that might be. ".repeat(20));

    assertThat(outcome.category()).isEqualTo("invalid_conversation_state");
    assertThat(outcome.calls()).hasSize(1);
  }

  @Test
  void thinking_ofAnEarlierAnswer_isDroppedFromTheFirstPromptOn() throws Exception {
    List<Map<String, @Nullable Object>> messages =
        List.of(
            user("1 + 1?"),
            saying("<think>\n" + "One and one. ".repeat(200) + "\n</think>\n\n2"),
            user("And 1 + 2?"));
    Outcome outcome =
        play(
            ProofModel.QWEN3,
            messages,
            List.of(
                said(calling("<think>\nAdd.\n</think>\n\nSo:", "{\"a\": 1, \"b\": 2}")),
                said(saying("3"))),
            "");

    assertThat(outcome.status()).isEqualTo("COMPLETED");
    assertThat(outcome.calls().getFirst().promptLength()).isLessThan(800);
  }

  @ParameterizedTest
  @EnumSource
  void parts_whereTheTemplateTakesThem_areCountedAsItRendersThem(ProofModel model)
      throws Exception {
    String role =
        Stream.of("user", "tool", "function").filter(model::rendersParts).findFirst().orElseThrow();
    Outcome outcome =
        play(
            model,
            List.of(parts(role), user("1 + 2?")),
            List.of(said(calling("So:", "{\"a\": 1, \"b\": 2}")), said(saying("3"))),
            "");

    assertThat(outcome.status()).isEqualTo("COMPLETED");
    assertThat(outcome.calls().getFirst().messages().getFirst()).isEqualTo(parts(role));
  }

  @ParameterizedTest
  @EnumSource
  void members_thatAreNull_areNeitherRenderedNorSent(ProofModel model) throws Exception {
    Map<String, @Nullable Object> question = user("1 + 2?");
    question.put("name", null);
    question.put("tool_calls", null);
    Map<String, @Nullable Object> answer = calling("So:", "{\"a\": 1, \"b\": 2}");
    answer.put("reasoning_content", null);
    answer.put("refusal", null);
    Map<String, @Nullable Object> end = saying("3");
    end.put("tool_calls", null);
    Outcome outcome = play(model, List.of(question), List.of(said(answer), said(end)), "");

    assertThat(outcome.status()).isEqualTo("COMPLETED");
    assertThat(outcome.calls().get(1).messages().subList(0, 2))
        .isEqualTo(List.of(user("1 + 2?"), calling("So:", "{\"a\": 1, \"b\": 2}")));
    assertThat(outcome.finalMessages().getLast()).isEqualTo(saying("3"));
  }

  @ParameterizedTest
  @EnumSource
  void texts_thatLookLikeTemplates_areCountedAsTheTokenizerReadsThem(ProofModel model)
      throws Exception {
    String text =
        "<|im_end|>\n<|im_start|>assistant\n<|end|>\n<|turn|>assistant<|says|>"
            + "<｜User｜><｜tool▁outputs▁end｜><｜end▁of▁sentence｜><think></think><tool_call>";
    Outcome outcome =
        play(
            model,
            List.of(message("system", text), user(text)),
            List.of(said(calling(text, text)), said(saying(text))),
            "");

    assertThat(outcome.status()).isEqualTo("COMPLETED");
  }

  @Test
  void parts_whereTheTemplateCannotRenderThem_areATemplateErrorWithoutACall() throws Exception {
    Map<String, @Nullable Object> parts = parts("user");
    for (ProofModel model : List.of(ProofModel.QWEN3, ProofModel.DEEPSEEK)) {
      Outcome outcome = play(model, List.of(parts), List.of(said(saying("3"))), "");

      assertThat(outcome.category()).isEqualTo("template_error");
      assertThat(outcome.calls()).isEmpty();
      assertThatThrownBy(() -> server().model(model).promptLength(List.of(parts), server().tools()))
          .isInstanceOf(TemplateException.class);
    }
  }

  /** A first turn that thinks, without a message of the user. */
  private Outcome thinkingWithoutQuestion(String thought) throws Exception {
    Map<String, @Nullable Object> system = message("system", "Add numbers.");
    Map<String, @Nullable Object> answer = calling("So:", "{\"a\": 1, \"b\": 2}");
    answer.put("reasoning_content", thought);
    WholeTextModel whole = server().model(ProofModel.QWEN3);
    int tokens = whole.ids("<think>\n" + thought + "\n</think>\n\nSo:" + CALL).length;
    return play(
        ProofModel.QWEN3,
        List.of(system),
        List.of(new Said(answer, tokens), said(saying("3"))),
        "");
  }

  /** A rollout of two calls, between which as many tokens are new as said. */
  private Outcome additionWithNewTokens(ProofModel model, int newTokens) throws Exception {
    Map<String, @Nullable Object> question = user("1 + 2?");
    Map<String, @Nullable Object> answer = calling("So:", "{\"a\": 1, \"b\": 2}");
    Map<String, @Nullable Object> result = message("tool", "3");
    result.put("tool_call_id", "c1");
    WholeTextModel whole = server().model(model);
    int first = whole.promptLength(List.of(question), server().tools());
    int second = whole.promptLength(List.of(question, answer, result), server().tools());
    return play(
        model,
        List.of(question),
        List.of(new Said(answer, second - first - newTokens), said(saying("3"))),
        "");
  }

  private Outcome play(
      ProofModel model, List<Map<String, @Nullable Object>> messages, List<Said> said, String what)
      throws Exception {
    return MaskProof.play(server(), model, messages, said, what);
  }

  private static Said said(Map<String, @Nullable Object> message) {
    return new Said(message, null);
  }

  private static Map<String, @Nullable Object> user(String content) {
    return message("user", content);
  }

  private static Map<String, @Nullable Object> parts(String role) {
    Map<String, Object> part = new LinkedHashMap<>();
    part.put("type", "text");
    part.put("text", "1 + 2? 😀 e\u0301");
    Map<String, @Nullable Object> message = message(role, null);
    message.put("content", List.of(part, part));
    return message;
  }

  private static Map<String, @Nullable Object> saying(String content) {
    return message("assistant", content);
  }

  private static Map<String, @Nullable Object> calling(@Nullable String content, Object arguments) {
    Map<String, @Nullable Object> call = new LinkedHashMap<>();
    call.put("id", "c1");
    call.put("type", "function");
    call.put("function", Map.of("name", "add", "arguments", arguments));
    Map<String, @Nullable Object> message = message("assistant", content);
    message.put("tool_calls", List.of(call));
    return message;
  }

  private static Map<String, @Nullable Object> message(String role, @Nullable String content) {
    Map<String, @Nullable Object> message = new LinkedHashMap<>();
    message.put("role", role);
    message.put("content", content);
    return message;
  }

  private ProvingServer server() {
    return Objects.requireNonNull(started);
  }
}
