package dev.rolloutserver.simulation.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rolloutserver.conversation.Message;
import dev.rolloutserver.conversation.ToolCall;
import dev.rolloutserver.deadline.Cancellation;
import dev.rolloutserver.deadline.Deadline;
import dev.rolloutserver.hub.ModelFiles;
import dev.rolloutserver.json.Json;
import dev.rolloutserver.json.JsonLimits;
import dev.rolloutserver.outbound.OutboundHttp;
import dev.rolloutserver.outbound.OutboundRequest;
import dev.rolloutserver.outbound.OutboundSettings;
import dev.rolloutserver.simulation.DemoModel;
import dev.rolloutserver.simulation.RealModelFiles;
import dev.rolloutserver.simulation.SimulatedModel;
import dev.rolloutserver.tools.ToolBox;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LoadTrainerTest {
  private static final ToolBox TOOLS = ToolBox.calculator();
  private static final long ROLLOUT = 987_654_321;
  private static final LoadScenario SHORT = LoadScenario.named("tools").orElseThrow();

  private final OutboundHttp http =
      new OutboundHttp(new OutboundSettings(Duration.ofSeconds(5), 1 << 26));

  @AfterEach
  void close() {
    http.close();
  }

  @Test
  void scenarios_withTheDemoModel_haveTheIdsOfWholeTexts() {
    playAll(LoadScenario.all(), DemoModel.files());
  }

  @ParameterizedTest
  @ValueSource(strings = {"Qwen/Qwen3-8B", "deepseek-ai/DeepSeek-V3"})
  void scenarios_withARealModel_haveTheIdsOfWholeTexts(String name) {
    playAll(LoadScenario.all(), RealModelFiles.of(name));
  }

  @Test
  void tokensThatDependOnTheDigits_areRefused() {
    assertThatThrownBy(() ->
            new NumberIds(text -> new int[text.equals("=") ? 1 : text.contains("007") ? 3 : 4]))
        .isInstanceOf(LoadException.class)
        .hasMessageContaining("000 becomes 3 tokens, 007 becomes 2");
  }

  @Test
  void mask_thatDoesNotFit_isAViolation() {
    try (LoadTrainer trainer = trainer(List.of(SHORT), DemoModel.files())) {
      Answer first = ask(trainer, SHORT, 0, null);
      List<Map<String, Object>> second = SHORT.conversation(ROLLOUT, 1);

      assertThat(first.status()).isEqualTo(200);
      assertThat(ask(trainer, second, LoadTrainer.KEY, 1).detail())
          .startsWith("response_mask has 1 numbers, but ");
      assertThat(ask(trainer, second, LoadTrainer.KEY, 0).detail())
          .startsWith("response_mask has 0 numbers, but ");
      assertThat(report(trainer)).containsEntry("violations", 2L).containsEntry("answered", 1L);
    }
  }

  @Test
  void firstCall_withAMask_isAViolation() {
    try (LoadTrainer trainer = trainer(List.of(SHORT), DemoModel.files())) {
      assertThat(ask(trainer, SHORT, 0, 0).status()).isEqualTo(422);
    }
  }

  @Test
  void messages_thatWereNotSaid_areAViolation() {
    try (LoadTrainer trainer = trainer(List.of(SHORT), DemoModel.files())) {
      List<Map<String, Object>> messages = SHORT.conversation(ROLLOUT + 8, 0);

      assertThat(ask(trainer, messages, LoadTrainer.KEY, null).detail())
          .isEqualTo("message 0 is not the one that was said");
      assertThat(ask(trainer, messages.subList(0, 1), LoadTrainer.KEY, null).detail())
          .isEqualTo("1 messages are as many as no turn begins with");
    }
  }

  @Test
  void laterMessages_thatWereNotSaid_areAViolation() {
    try (LoadTrainer trainer = trainer(List.of(SHORT), DemoModel.files())) {
      List<Map<String, Object>> said = SHORT.conversation(ROLLOUT, 1);
      List<Map<String, Object>> others = SHORT.conversation(ROLLOUT + 1, 1);
      Map<String, Object> answer = said.get(2);
      Map<String, Object> result = said.get(3);
      Map<String, Object> withoutCalls = new LinkedHashMap<>(answer);
      withoutCalls.remove("tool_calls");
      Map<String, Object> otherCall = new LinkedHashMap<>(result);
      otherCall.put("tool_call_id", "other");

      assertThat(detailOf(trainer, said, withoutCalls, result)).startsWith("message 2 is not");
      assertThat(detailOf(trainer, said, others.get(2), result)).startsWith("message 2 is not");
      assertThat(detailOf(trainer, said, answer, others.get(3))).startsWith("message 3 is not");
      assertThat(detailOf(trainer, said, answer, otherCall)).startsWith("message 3 is not");
      // all is as it was said: now the mask is looked at
      assertThat(detailOf(trainer, said, answer, result)).startsWith("response_mask");
    }
  }

  @Test
  void turn_outOfOrder_isAViolation() {
    try (LoadTrainer trainer = trainer(List.of(SHORT), DemoModel.files())) {
      ask(trainer, SHORT, 0, null);

      assertThat(ask(trainer, SHORT, 0, null).detail())
          .isEqualTo("turn 0 was asked for out of order");
    }
  }

  @Test
  void key_thatIsWrong_is401() {
    try (LoadTrainer trainer = trainer(List.of(SHORT), DemoModel.files())) {
      assertThat(ask(trainer, SHORT.messages(ROLLOUT), "other", null).status()).isEqualTo(401);
      assertThat(report(trainer)).containsEntry("violations", 1L);
    }
  }

  private String detailOf(
      LoadTrainer trainer,
      List<Map<String, Object>> opening,
      Map<String, Object> answer,
      Map<String, Object> result) {
    return ask(
            trainer, List.of(opening.get(0), opening.get(1), answer, result), LoadTrainer.KEY, null)
        .detail();
  }

  /** Plays each scenario as a server would, with counts and results of its own. */
  private void playAll(List<LoadScenario> scenarios, ModelFiles files) {
    try (SimulatedModel model = SimulatedModel.of(files, TOOLS.definitions());
        LoadTrainer trainer = trainer(scenarios, files)) {
      for (LoadScenario scenario : scenarios) {
        play(scenario, trainer, model);
      }
      assertThat(report(trainer))
          .containsEntry("violations", 0L)
          .containsEntry("answered", (long) scenarios.stream().mapToInt(LoadScenario::calls).sum());
    }
  }

  private void play(LoadScenario scenario, LoadTrainer trainer, SimulatedModel model) {
    List<Message> messages =
        new ArrayList<>(scenario.messages(ROLLOUT).stream().map(Message::of).toList());
    int context = 0;
    for (int turn = 0; turn < scenario.calls(); turn++) {
      int[] prompt = model.ids(model.prompt(messages));
      Integer zeros = turn == 0 ? null : Integer.valueOf(prompt.length - context);
      Answer answer =
          ask(
              trainer,
              scenario.id(ROLLOUT),
              messages.stream().map(Message::value).toList(),
              LoadTrainer.KEY,
              zeros);
      assertThat(answer.status()).as(answer.detail()).isEqualTo(200);
      Message said = answer.message();
      int[] sampled = model.sample(model.prompt(messages), messages, said);
      assertThat(answer.ids("prompt_token_ids")).isEqualTo(prompt);
      assertThat(answer.ids("token_ids")).isEqualTo(sampled);
      assertThat((List<?>) answer.body().get("logprobs")).hasSize(sampled.length);
      context = prompt.length + sampled.length;
      messages.add(said);
      for (ToolCall call : said.toolCalls()) {
        messages.add(Message.toolResult(call, TOOLS.run(call).content()));
      }
    }
    assertThat(messages.getLast().value().get("content")).isEqualTo(scenario.lastWords(ROLLOUT));
  }

  private static LoadTrainer trainer(List<LoadScenario> scenarios, ModelFiles files) {
    return LoadTrainer.start("127.0.0.1", 0, Duration.ZERO, scenarios, files, TOOLS.definitions());
  }

  private Answer ask(LoadTrainer trainer, LoadScenario scenario, int turn, @Nullable Integer mask) {
    return ask(trainer, scenario.conversation(ROLLOUT, turn), LoadTrainer.KEY, mask);
  }

  private Answer ask(
      LoadTrainer trainer,
      List<? extends Map<String, ? extends @Nullable Object>> messages,
      String key,
      @Nullable Integer mask) {
    return ask(trainer, SHORT.id(ROLLOUT), messages, key, mask);
  }

  private Answer ask(
      LoadTrainer trainer,
      String rolloutId,
      List<? extends Map<String, ? extends @Nullable Object>> messages,
      String key,
      @Nullable Integer mask) {
    Map<String, @Nullable Object> body = new LinkedHashMap<>();
    body.put("rollout_id", rolloutId);
    body.put("messages", messages);
    body.put("response_mask", mask == null ? null : Collections.nCopies(mask, 0));
    return post(trainer.url() + "/v1/chat/completions", key, Json.write(body));
  }

  @SuppressWarnings("unchecked") // objects that were read have strings for names
  private Map<String, Object> report(LoadTrainer trainer) {
    return (Map<String, Object>) post(trainer.url() + "/report", "", new byte[0]).body();
  }

  private Answer post(String url, String key, byte[] body) {
    return http.exchange(
        new OutboundRequest(
            "POST", URI.create(url), Map.of("Authorization", "Bearer " + key), body),
        Deadline.after(Duration.ofSeconds(20)),
        new Cancellation(),
        (status, headers, answer) ->
            new Answer(
                status, (Map<?, ?>) Objects.requireNonNull(Json.read(answer, JsonLimits.DEFAULT))));
  }

  private record Answer(int status, Map<?, ?> body) {
    String detail() {
      return String.valueOf(body.get("detail"));
    }

    @SuppressWarnings("unchecked") // objects that were read have strings for names
    Message message() {
      Map<?, ?> choice =
          (Map<?, ?>) ((List<?>) Objects.requireNonNull(body.get("choices"))).getFirst();
      return Message.of(
          (Map<String, @Nullable Object>) Objects.requireNonNull(choice.get("message")));
    }

    int[] ids(String name) {
      return ((List<?>) Objects.requireNonNull(body.get(name)))
          .stream().mapToInt(id -> ((Long) id).intValue()).toArray();
    }
  }
}
