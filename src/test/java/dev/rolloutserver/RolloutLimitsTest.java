package dev.rolloutserver;

import static com.github.tomakehurst.wiremock.client.WireMock.post;
import static com.github.tomakehurst.wiremock.core.WireMockConfiguration.wireMockConfig;
import static dev.rolloutserver.TrainerTurn.adds;
import static dev.rolloutserver.TrainerTurn.says;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import com.github.tomakehurst.wiremock.client.ResponseDefinitionBuilder;
import com.github.tomakehurst.wiremock.junit5.WireMockExtension;
import dev.rolloutserver.ServerFixture.Answer;
import dev.rolloutserver.json.Json;
import dev.rolloutserver.json.JsonLimits;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** The limits of a rollout, and the bounds of each field of its request. */
@TestInstance(Lifecycle.PER_CLASS) // one server for all
class RolloutLimitsTest {
  @RegisterExtension
  private final WireMockExtension trainer =
      WireMockExtension.newInstance().options(wireMockConfig().dynamicPort()).build();

  private ServerFixture server;

  @BeforeAll
  void start(@TempDir Path folder) throws IOException {
    server = ServerFixture.start(folder, Map.of());
  }

  @AfterAll
  void stop() {
    server.close();
  }

  @ParameterizedTest(name = "{0} turns at most, {1} wanted: {2} after {3} calls")
  @CsvSource({
    "1, 9, max_turns, 1",
    "2, 9, max_turns, 2",
    "3, 9, max_turns, 3",
    "1, 1, stop, 1",
    "2, 1, stop, 1",
    "2, 2, stop, 2",
    "1, 2, max_turns, 1",
    "3, 2, stop, 2",
  })
  void maxTurns_endsTheRollout(int maxTurns, int wanted, String reason, int calls)
      throws Exception {
    trainerWants(wanted);

    Answer answer = server.rollout(trainer.baseUrl(), "max_turns", maxTurns);

    assertCompleted(answer, reason);
    assertThat(answer.metric("num_llm_calls")).isEqualTo(calls);
    // the tools of the last turn run too
    int tools = reason.equals("stop") ? calls - 1 : calls;
    assertThat(answer.metric("num_tool_calls")).isEqualTo(tools);
    assertThat(answer.finalMessages()).hasSize(1 + calls + tools);
  }

  @ParameterizedTest(name = "{0} tokens at most, {1} turns of 3 wanted: {2} after {3} calls")
  @CsvSource({
    "1, 9, max_tokens, 1",
    "3, 9, max_tokens, 1",
    "4, 9, max_tokens, 2",
    "6, 9, max_tokens, 2",
    "7, 9, max_tokens, 3",
    "3, 1, max_tokens, 1",
    "4, 1, stop, 1",
    "7, 2, stop, 2",
  })
  void maxTokensTotal_endsTheRollout_withTheLastMessage(
      int maxTokens, int wanted, String reason, int calls) throws Exception {
    trainerWants(wanted);

    Answer answer = server.rollout(trainer.baseUrl(), "max_tokens_total", maxTokens);

    assertCompleted(answer, reason);
    assertThat(answer.metric("num_llm_calls")).isEqualTo(calls);
    assertThat(answer.metric("num_tool_calls")).isEqualTo(calls - 1);
    assertThat(answer.metric("response_tokens")).isEqualTo(3 * calls);
    assertThat(answer.finalMessages().getLast()).containsEntry("role", "assistant");
  }

  @Test
  void turns_thatTheTrainerCut_areCounted() throws Exception {
    TrainerTurn.script(
        trainer,
        adds().choice("finish_reason", "length").response(),
        adds().response(),
        says("5").choice("finish_reason", "length").response());

    Answer answer = server.rollout(trainer.baseUrl());

    assertCompleted(answer, "stop");
    assertThat(answer.extraFields()).containsEntry("length_limited_turns", 2L);
  }

  @Test
  void turns_noneCut_isZero() throws Exception {
    TrainerTurn.script(trainer, adds().response(), says("5").response());

    assertThat(server.rollout(trainer.baseUrl()).extraFields())
        .containsEntry("length_limited_turns", 0L);
  }

  static Stream<Arguments> samplingParams() {
    return Stream.of(
        arguments("temperature", "0", "0.0"),
        arguments("temperature", "0.7", "0.7"),
        arguments("temperature", "2", "2.0"),
        arguments("temperature", "\"1.5\"", "1.5"),
        arguments("top_p", "0", "0.0"),
        arguments("top_p", "0.95", "0.95"),
        arguments("top_p", "1", "1.0"),
        arguments("max_tokens", "1", "1"),
        arguments("max_tokens", "32768", "32768"),
        arguments("max_tokens", "\" 5 \"", "5"),
        arguments("stop", "null", "null"),
        arguments("stop", "[]", "[]"),
        arguments("stop", "[\"\\n\", \"<|end|>\", \"é\"]", "[\"\\n\",\"<|end|>\",\"é\"]"),
        arguments("logprobs", "true", "true"),
        arguments("logprobs", "false", "false"),
        arguments("logprobs", "\"off\"", "false"));
  }

  @ParameterizedTest(name = "{0}: {1}")
  @MethodSource("samplingParams")
  void samplingParam_withinItsBounds_reachesTheTrainer(String name, String sent, String got)
      throws Exception {
    trainerWants(1);

    Answer answer =
        server.rollout(
            trainer.baseUrl(),
            "sampling_params",
            Json.read("{\"%s\": %s}".formatted(name, sent), JsonLimits.DEFAULT));

    assertCompleted(answer, "stop");
    assertThat(Json.text(TrainerTurn.asked(trainer).getFirst().get(name))).isEqualTo(got);
  }

  @ParameterizedTest(name = "{0}: {1} is {2}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          sampling_params.temperature | -0.001        | greater_than_equal
          sampling_params.temperature | 2.001         | less_than_equal
          sampling_params.temperature | "warm"        | float_parsing
          sampling_params.temperature | null          | float_type
          sampling_params.top_p       | -0.001        | greater_than_equal
          sampling_params.top_p       | 1.001         | less_than_equal
          sampling_params.max_tokens  | 0             | greater_than_equal
          sampling_params.max_tokens  | 32769         | less_than_equal
          sampling_params.max_tokens  | 1.5           | int_from_float
          sampling_params.stop        | "x"           | list_type
          sampling_params.logprobs    | 2             | bool_parsing
          sampling_params             | null          | model_attributes_type
          max_turns                   | 0             | greater_than_equal
          max_turns                   | 101           | less_than_equal
          max_tokens_total            | 0             | greater_than_equal
          max_tokens_total            | 1000001       | less_than_equal
          rollout_id                  | ""            | value_error
          rollout_id                  | " "           | value_error
          rollout_id                  | 7             | string_type
          server_url                  | "ftp://a"     | value_error
          server_url                  | "a:9001"      | value_error
          server_url                  | ""            | value_error
          messages                    | []            | too_short
          messages                    | {}            | list_type
          tokenizer_name              | null          | string_type
          metadata                    | []            | dict_type
          callback_api_key            | 7             | string_type
          """)
  void field_beyondItsBounds_is422AndNobodyIsAsked(String field, String value, String type)
      throws Exception {
    trainerWants(1);
    Object read = Json.read(value, JsonLimits.DEFAULT);
    String[] path = field.split("\\.", -1);

    Answer answer =
        path.length == 1
            ? server.rollout(trainer.baseUrl(), field, read)
            : server.rollout(trainer.baseUrl(), path[0], Collections.singletonMap(path[1], read));

    assertThat(answer.status()).isEqualTo(422);
    Map<String, @Nullable Object> problem =
        ServerFixture.elements(answer.member("detail")).getFirst();
    assertThat(problem).containsEntry("type", type);
    assertThat((List<?>) problem.get("loc"))
        .hasToString("[body, " + field.replace(".", ", ") + "]");
    assertThat(trainer.getAllServeEvents()).isEmpty();
  }

  @ParameterizedTest(name = "{0}: {1}")
  @CsvSource({
    "max_turns, 1",
    "max_turns, 100",
    "max_tokens_total, 3",
    "max_tokens_total, 1000000",
    "unknown_member, 7",
    "tool_server_url, null",
    "tokenizer_revision, null",
    "callback_api_key, null",
  })
  void field_atItsBounds_isTaken(String field, String value) throws Exception {
    trainerWants(1);

    assertThat(
            server
                .rollout(trainer.baseUrl(), field, Json.read(value, JsonLimits.DEFAULT))
                .member("status"))
        .isEqualTo("COMPLETED");
  }

  @Test
  void texts_ofTheGreatestLength_areTaken_andOneMoreIs422() throws Exception {
    trainerWants(1);
    String longest = "\ud83d\ude00".repeat(256);
    assertThat(server.rollout(trainer.baseUrl(), "rollout_id", longest).member("rollout_id"))
        .isEqualTo(longest);
    assertThat(TrainerTurn.asked(trainer).getFirst()).containsEntry("rollout_id", longest);
    assertTooLong("rollout_id", longest + "x");

    for (String member : List.of("id", "name", "tool_call_id")) {
      trainerWants(1);
      assertThat(server.rollout(trainer.baseUrl(), "messages", called(member, longest)).status())
          .isEqualTo(200);
      assertTooLong("messages", called(member, longest + "x"));
    }
  }

  private void assertTooLong(String field, Object value) throws Exception {
    Answer answer = server.rollout(trainer.baseUrl(), field, value);

    assertThat(answer.status()).isEqualTo(422);
    assertThat(answer.text()).contains("\"string_too_long\"", "256");
  }

  /** A conversation with a tool call in which this member has this value. */
  private static List<Map<String, Object>> called(String member, String value) {
    Object call =
        TrainerTurn.call(
            member.equals("id") ? value : "i", member.equals("name") ? value : "add", "{}");
    return List.of(
        Map.of("role", "assistant", "content", "", "tool_calls", List.of(call)),
        Map.of(
            "role",
            "tool",
            "content",
            "1",
            "tool_call_id",
            member.equals("tool_call_id") ? value : "i"));
  }

  /** The model wants so many turns, of 3 tokens each; in the last it calls no tool. */
  private void trainerWants(int turns) {
    if (turns > 4) {
      trainer.resetAll();
      trainer.stubFor(post(TrainerTurn.PATH).willReturn(adds().response()));
      return;
    }
    TrainerTurn.script(
        trainer,
        Stream.concat(
                Stream.generate(TrainerTurn::adds).limit(turns - 1), Stream.of(says("It is 5.")))
            .map(TrainerTurn::response)
            .toArray(ResponseDefinitionBuilder[]::new));
  }

  private static void assertCompleted(Answer answer, String reason) {
    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.json())
        .containsEntry("error_message", null)
        .containsEntry("status", "COMPLETED")
        .containsEntry("finish_reason", reason);
    assertThat(answer.extraFields()).doesNotContainKeys("error_category", "http_status", "trace");
  }
}
