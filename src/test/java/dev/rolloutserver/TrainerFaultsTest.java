package dev.rolloutserver;

import static com.github.tomakehurst.wiremock.client.WireMock.aResponse;
import static com.github.tomakehurst.wiremock.client.WireMock.anyUrl;
import static com.github.tomakehurst.wiremock.client.WireMock.postRequestedFor;
import static com.github.tomakehurst.wiremock.core.WireMockConfiguration.wireMockConfig;
import static dev.rolloutserver.TrainerTurn.adds;
import static dev.rolloutserver.TrainerTurn.body;
import static dev.rolloutserver.TrainerTurn.call;
import static dev.rolloutserver.TrainerTurn.says;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import com.github.tomakehurst.wiremock.client.ResponseDefinitionBuilder;
import com.github.tomakehurst.wiremock.junit5.WireMockExtension;
import dev.rolloutserver.ServerFixture.Answer;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
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
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a trainer may answer that it should not, at the first call and after tools have run. */
@TestInstance(Lifecycle.PER_CLASS) // one server for all
class TrainerFaultsTest {
  private static final String BROKEN = "The trainer's answer breaks the contract: ";

  @RegisterExtension
  private final WireMockExtension trainer =
      WireMockExtension.newInstance().options(wireMockConfig().dynamicPort()).build();

  private ServerFixture server;

  @BeforeAll
  void start(@TempDir Path folder) throws IOException {
    server =
        ServerFixture.start(
            folder, Map.of("trainer.max-answer-bytes", "1000000", "trainer.max-attempts", "1"));
  }

  @AfterAll
  void stop() {
    server.close();
  }

  static Stream<Arguments> faults() {
    return Stream.of(statuses(), documents(), members(), messages()).flatMap(rows -> rows);
  }

  private static Stream<Arguments> statuses() {
    return Stream.concat(
        Stream.of(
            status(429, "rate_limited"),
            status(204, "trainer_error"),
            status(304, "trainer_error"),
            row("redirect 301", redirect(301), "trainer_error", 301, "The trainer answered 301"),
            row("redirect 302", redirect(302), "trainer_error", 302, "The trainer answered 302"),
            row("redirect 303", redirect(303), "trainer_error", 303, "The trainer answered 303"),
            row("redirect 307", redirect(307), "trainer_error", 307, "The trainer answered 307"),
            row("redirect 308", redirect(308), "trainer_error", 308, "The trainer answered 308")),
        Stream.concat(
            IntStream.of(400, 401, 403, 404, 409, 418, 422)
                .mapToObj(code -> status(code, "trainer_client_error")),
            IntStream.of(500, 502, 503, 504, 599)
                .mapToObj(code -> status(code, "trainer_server_error"))));
  }

  private static Stream<Arguments> documents() {
    String good = says("5").json();
    return Stream.of(
        broken("garbage", "garbage", "Expecting value: line 1 column 1 (char 0)"),
        broken("nothing", "", "JSON"),
        broken("HTML", "<html><body>It works!</body></html>", "JSON"),
        broken("cut short", good.substring(0, good.length() / 2), "JSON"),
        broken("followed by more", good + "}", "Extra data"),
        broken("an event stream", "data: " + good + "\n\ndata: [DONE]\n\n", "JSON"),
        broken("null", "null", BROKEN + "the whole is null, but must be an object"),
        broken("an array", "[" + good + "]", BROKEN + "the whole is an array"),
        broken("a text", "\"ok\"", BROKEN + "the whole is a string"),
        broken(
            "too large", says("x".repeat(1_000_000)).json(), "answered more than 1000000 bytes"));
  }

  private static Stream<Arguments> members() {
    return Stream.of(
        lacks("id", "a string"),
        lacks("object", "a string"),
        lacks("created", "a number"),
        lacks("model", "a string"),
        lacks("choices", "an array"),
        lacks("token_ids", "an array of token ids"),
        lacks("prompt_token_ids", "an array of token ids"),
        lacks("logprobs", "an array of numbers"),
        holds("id", 7, "id is an integer"),
        holds("created", "now", "created is a string"),
        holds("choices", List.of(), "choices is an empty array"),
        holds("choices", null, "choices is null"),
        holds("choices", List.of("5"), "choices[0] is a string"),
        holds("choices", List.of(Map.of()), "choices[0].message is missing"),
        holds("token_ids", null, "token_ids is null"),
        holds("token_ids", "10,11,12", "token_ids is a string"),
        holds("token_ids", List.of(1, 1.5, 2), "token_ids[1] is a number with a fraction"),
        holds("token_ids", List.of(1, 2, 3.0), "token_ids[2] is a number with a fraction"),
        holds("token_ids", List.of(-1, 2, 3), "token_ids[0] is a negative integer"),
        holds("token_ids", List.of("1", 2, 3), "token_ids[0] is a string"),
        holds("token_ids", List.of(true, 2, 3), "token_ids[0] is a boolean"),
        holds("token_ids", List.of(1L << 31, 2, 3), "token_ids[0] is an integer"),
        holds("prompt_token_ids", List.of(0.5), "prompt_token_ids[0] is a number"),
        holds("prompt_token_ids", List.of("a"), "prompt_token_ids[0] is a string"),
        holds("prompt_token_ids", null, "prompt_token_ids is null"),
        holds("logprobs", null, "logprobs is null"),
        holds("logprobs", List.of(), "logprobs is an array of 0 numbers"),
        holds("logprobs", List.of(-1, -1), "logprobs is an array of 2 numbers"),
        holds("logprobs", List.of(-1, -1, -1, -1), "but must be one of 3, as many as token_ids"),
        holds("logprobs", List.of(-1, "-1", -1), "logprobs[1] is a string"),
        holds("logprobs", Map.of("content", List.of()), "logprobs is an object"));
  }

  private static Stream<Arguments> messages() {
    return Stream.of(
        broken("no message", says("5").choice("message", null), "choices[0].message is null"),
        message("role", "user", "role is a string, but must be \"assistant\""),
        message("role", null, "role is null"),
        message("content", 5, "content is an integer"),
        message("content", Map.of(), "content is an object"),
        message("content", List.of("5"), "content[0] is a string"),
        broken(
            "half of a surrogate pair",
            says("5").json().replace("\"5\"", "\"\\ud800\""),
            BROKEN + "choices[0].message.content is a string with half of a surrogate pair"),
        message("tool_calls", "add", "tool_calls is a string"),
        message("tool_calls", Map.of(), "tool_calls is an object"),
        message("tool_calls", List.of("add"), "tool_calls[0] is a string"),
        message("tool_calls", List.of(Map.of()), "tool_calls[0].id is missing"),
        message("tool_calls", List.of(call(7, "add", "{}")), "tool_calls[0].id is an integer"),
        message("tool_calls", List.of(call("", "add", "{}")), "id is a string of 0 characters"),
        message(
            "tool_calls",
            List.of(call("i".repeat(257), "add", "{}")),
            "id is a string of 257 characters"),
        message("tool_calls", List.of(call("i", "", "{}")), "name is a string of 0 characters"),
        message("tool_calls", List.of(call("i", 7, "{}")), "function.name is an integer"),
        message("tool_calls", List.of(call("i", "add", 7)), "arguments is an integer"),
        message("tool_calls", List.of(call("i", "add", List.of(1))), "arguments is an array"),
        message(
            "tool_calls",
            List.of(Map.of("id", "i", "type", "function")),
            "tool_calls[0].function is missing"),
        message(
            "tool_calls",
            List.of(Map.of("id", "i", "type", "code", "function", Map.of())),
            "type is a string, but must be \"function\""),
        broken(
            "a finish reason that is none",
            says("5").choice("finish_reason", 1),
            "choices[0].finish_reason is an integer"));
  }

  @ParameterizedTest(name = "{0} -> {2}")
  @MethodSource("faults")
  void fault_ofTheFirstCall_isAnErrorWithTheQuestion(
      String name,
      ResponseDefinitionBuilder fault,
      String category,
      @Nullable Integer status,
      String message)
      throws Exception {
    TrainerTurn.script(trainer, fault);

    FailedRollout.assertFailedAt(1, rollout(), category, status, message);
  }

  @ParameterizedTest(name = "{0} -> {2}")
  @MethodSource("faults")
  void fault_ofTheThirdCall_isAnErrorWithAllThatCameBefore(
      String name,
      ResponseDefinitionBuilder fault,
      String category,
      @Nullable Integer status,
      String message)
      throws Exception {
    TrainerTurn.script(trainer, adds().response(), adds().response(), fault);

    FailedRollout.assertFailedAt(3, rollout(), category, status, message);
  }

  @ParameterizedTest
  @ValueSource(ints = {301, 302, 303, 307, 308})
  void redirect_isNotFollowed(int status) throws Exception {
    TrainerTurn.script(trainer, redirect(status));

    rollout();

    trainer.verify(1, postRequestedFor(anyUrl()));
    assertThat(trainer.getAllServeEvents()).hasSize(1);
  }

  @Test
  void logprobs_notAskedFor_areNotLookedAt() throws Exception {
    for (Object logprobs : new Object[] {List.of(-1), "none", Map.of()}) {
      TrainerTurn.script(trainer, says("5").with("logprobs", logprobs).response());

      assertThat(unasked().member("status")).isEqualTo("COMPLETED");
    }
    TrainerTurn.script(trainer, says("5").without("logprobs").response());
    assertThat(unasked().member("status")).isEqualTo("COMPLETED");
  }

  @Test
  void answer_oddButWithinTheContract_isAccepted() throws Exception {
    for (TrainerTurn turn :
        List.of(
            says("5").choice("finish_reason", null),
            says("5").with("created", 1.7e9),
            says("5").with("token_ids", List.of(0, 1, Integer.MAX_VALUE)),
            says("5").with("logprobs", List.of(-1, 0, 1e300)),
            says("5").with("usage", Map.of("prompt_tokens", 5)).with("nonce", null),
            says("5").with("prompt_token_ids", List.of()),
            says("5").tokens(0),
            says("5").message("content", null),
            says("5").message("tool_calls", null),
            says("5").message("tool_calls", List.of()),
            says("5").message("content", List.of(Map.of("type", "text", "text", "5"))))) {
      TrainerTurn.script(trainer, turn.response());

      Answer answer = rollout();

      assertThat(answer.member("error_message")).as(turn.json()).isNull();
      assertThat(answer.member("finish_reason")).isEqualTo("stop");
    }
  }

  @Test
  void moreTokensThanTheirTextHas_isAnInvalidConversationState() throws Exception {
    TrainerTurn.script(trainer, adds().response(), adds().tokens(500).response());

    Answer answer = rollout();

    assertThat(answer.extraFields())
        .containsEntry("error_category", "invalid_conversation_state")
        .doesNotContainKey("http_status");
    assertThat(answer.finalMessages()).hasSize(5);
    assertThat(answer.metrics())
        .containsEntry("num_llm_calls", 2L)
        .containsEntry("response_tokens", 503L)
        .containsEntry("max_context_tokens", 505L);
  }

  private Answer rollout() throws Exception {
    return FailedRollout.of(server, trainer.baseUrl());
  }

  private Answer unasked() throws Exception {
    return server.rollout(trainer.baseUrl(), "sampling_params", Map.of("logprobs", false));
  }

  private static Arguments row(
      String name,
      ResponseDefinitionBuilder fault,
      String category,
      @Nullable Integer status,
      String message) {
    return arguments(name, fault, category, status, message);
  }

  /** A status with a body that echoes what nobody else must see. */
  private static Arguments status(int status, String category) {
    ResponseDefinitionBuilder answer = aResponse().withStatus(status);
    return row(
        Integer.toString(status),
        status == 204 || status == 304 ? answer : answer.withBody("Bearer " + FailedRollout.SECRET),
        category,
        status,
        "The trainer answered " + status);
  }

  private static ResponseDefinitionBuilder redirect(int status) {
    return aResponse().withStatus(status).withHeader("Location", "/elsewhere");
  }

  private static Arguments broken(String name, String body, String message) {
    return row(name, body(body), "validation_error", 200, message);
  }

  private static Arguments broken(String name, TrainerTurn turn, String message) {
    return broken(name, turn.json(), BROKEN + message);
  }

  private static Arguments lacks(String member, String expected) {
    return broken(
        "no " + member, says("5").without(member), member + " is missing, but must be " + expected);
  }

  private static Arguments holds(String member, @Nullable Object value, String message) {
    return row(
        member + " " + value,
        says("5").with(member, value).response(),
        "validation_error",
        200,
        message);
  }

  private static Arguments message(String member, @Nullable Object value, String message) {
    return row(
        member + " " + value,
        says("5").message(member, value).response(),
        "validation_error",
        200,
        message);
  }
}
