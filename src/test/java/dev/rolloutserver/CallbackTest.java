package dev.rolloutserver;

import static com.github.tomakehurst.wiremock.client.WireMock.anyUrl;
import static com.github.tomakehurst.wiremock.client.WireMock.post;
import static com.github.tomakehurst.wiremock.client.WireMock.postRequestedFor;
import static com.github.tomakehurst.wiremock.client.WireMock.urlEqualTo;
import static com.github.tomakehurst.wiremock.core.WireMockConfiguration.wireMockConfig;
import static dev.rolloutserver.TrainerTurn.adds;
import static dev.rolloutserver.TrainerTurn.calls;
import static dev.rolloutserver.TrainerTurn.says;
import static org.assertj.core.api.Assertions.assertThat;

import com.github.tomakehurst.wiremock.junit5.WireMockExtension;
import dev.rolloutserver.ServerFixture.Answer;
import dev.rolloutserver.json.Json;
import dev.rolloutserver.json.JsonLimits;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the trainer gets, and what of it comes back to the worker. */
@TestInstance(Lifecycle.PER_CLASS) // one server for all
class CallbackTest {
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

  @Test
  void callback_hasItsMembersInOrder_andTheMaskFromTheSecondOn() throws Exception {
    TrainerTurn.script(trainer, adds().response(), says("5").response());

    Answer answer = server.rollout(trainer.baseUrl(), "metadata", Map.of("debug_trace", 1));

    List<Map<String, @Nullable Object>> asked = TrainerTurn.asked(trainer);
    assertThat(asked).hasSize(2);
    assertThat(asked)
        .allSatisfy(call ->
            assertThat(call.keySet())
                .containsExactly(
                    "model",
                    "rollout_id",
                    "messages",
                    "temperature",
                    "top_p",
                    "max_tokens",
                    "stop",
                    "logprobs",
                    "response_mask"));
    assertThat(asked.getFirst())
        .containsEntry("model", "default")
        .containsEntry("rollout_id", "r")
        .containsEntry("messages", List.of(ServerFixture.QUESTION))
        .containsEntry("temperature", 1.0)
        .containsEntry("top_p", 1.0)
        .containsEntry("max_tokens", 512L)
        .containsEntry("stop", null)
        .containsEntry("logprobs", true)
        .containsEntry("response_mask", null);
    List<?> mask = (List<?>) Objects.requireNonNull(asked.getLast().get("response_mask"));
    assertThat(mask).isNotEmpty().allMatch(bit -> bit.equals(0L));
    assertThat(asked.getLast().get("messages")).isEqualTo(answer.finalMessages().subList(0, 3));

    assertThat(request(answer.trace().get(0), "response_mask_len")).isEqualTo(0L);
    assertThat(request(answer.trace().get(1), "response_mask_len")).isEqualTo((long) mask.size());
    long first = (Long) Objects.requireNonNull(request(answer.trace().get(0), "prompt_length"));
    assertThat(request(answer.trace().get(1), "prompt_length")).isEqualTo(first + 3 + mask.size());
  }

  @Test
  void answer_hasItsMembersInOrder() throws Exception {
    TrainerTurn.script(trainer, says("5").response());

    Answer answer = server.rollout(trainer.baseUrl());

    assertThat(answer.json().keySet())
        .containsExactly(
            "rollout_id",
            "status",
            "final_messages",
            "finish_reason",
            "error_message",
            "metrics",
            "extra_fields");
    assertThat(answer.metrics().keySet())
        .containsExactly(
            "total_latency_ms",
            "llm_latency_ms",
            "tool_latency_ms",
            "num_llm_calls",
            "num_tool_calls",
            "prompt_tokens",
            "response_tokens",
            "max_context_tokens",
            "num_llm_attempts");
    assertThat(answer.metrics().get("tool_latency_ms")).isInstanceOf(Double.class);
  }

  @ParameterizedTest(name = "{0} -> {1}")
  @CsvSource({
    "'', /v1/chat/completions",
    "/, /v1/chat/completions",
    "///, /v1/chat/completions",
    "/trainer/7, /trainer/7/v1/chat/completions",
    "/trainer/7/, /trainer/7/v1/chat/completions",
    "/a%2Fb, /a%2Fb/v1/chat/completions",
  })
  void serverUrl_isTakenWithoutItsLastSlashes(String end, String path) throws Exception {
    trainer.resetAll();
    trainer.stubFor(post(anyUrl()).willReturn(says("5").response()));

    server.rollout(trainer.baseUrl() + end);

    trainer.verify(1, postRequestedFor(urlEqualTo(path)));
  }

  @Test
  void key_present_isSentWithEachCall() throws Exception {
    TrainerTurn.script(trainer, adds().response(), says("5").response());

    server.rollout(trainer.baseUrl(), "callback_api_key", "sk-1 2~");

    assertThat(trainer.getAllServeEvents())
        .hasSize(2)
        .allSatisfy(event ->
            assertThat(event.getRequest().getHeader("Authorization")).isEqualTo("Bearer sk-1 2~"));
  }

  @ParameterizedTest
  @CsvSource({"{}", "{\"callback_api_key\": null}", "{\"callback_api_key\": \"\"}"})
  void key_absentOrEmpty_isNotSent(String members) throws Exception {
    TrainerTurn.script(trainer, says("5").response());
    Map<String, @Nullable Object> body = ServerFixture.body(trainer.baseUrl());
    body.putAll(ServerFixture.members(Json.read(members, JsonLimits.DEFAULT)));

    assertThat(server.post(Json.write(body), "application/json").status()).isEqualTo(200);

    assertThat(trainer.getAllServeEvents())
        .hasSize(1)
        .allSatisfy(
            event -> assertThat(event.getRequest().containsHeader("Authorization")).isFalse());
  }

  @Test
  void messages_keepWhatNobodyKnows_andLoseNullsExceptContent() throws Exception {
    Object sent =
        Json.read(
            """
            [{"role":"system","content":"Be brief.","name":null,"tool_calls":null},
             {"role":"user","content":[{"type":"text","text":"2+3? é 😀"}],"name":"ann",
              "x_vendor":{"a":[1,2.50,null,true]}},
             {"role":"assistant","content":null,"reasoning_content":"easy","refusal":null,
              "tool_calls":[{"id":"c","type":"function","index":0,"x":null,
               "function":{"name":"add","arguments":{"a":2,"b":null},"strict":null}}]},
             {"role":"tool","content":"5","tool_call_id":"c","is_error":false},
             {"role":"user"}]
            """,
            JsonLimits.DEFAULT);
    String kept =
        """
        [{"role":"system","content":"Be brief."},
         {"role":"user","content":[{"type":"text","text":"2+3? é 😀"}],"name":"ann",
          "x_vendor":{"a":[1,2.5,null,true]}},
         {"role":"assistant","content":null,"reasoning_content":"easy",
          "tool_calls":[{"id":"c","type":"function","index":0,
           "function":{"name":"add","arguments":{"a":2,"b":null}}}]},
         {"role":"tool","content":"5","tool_call_id":"c","is_error":false},
         {"role":"user"}]
        """;
    Object expected = Json.read(kept, JsonLimits.DEFAULT);
    TrainerTurn.script(
        trainer,
        adds()
            .message("content", null)
            .message("reasoning_content", "hm")
            .message("refusal", null)
            .message("x_vendor", Map.of("b", 1L))
            .response(),
        says("5").response());

    Answer answer = server.rollout(trainer.baseUrl(), "messages", sent);

    assertThat(answer.member("error_message")).isNull();
    List<Map<String, @Nullable Object>> asked = TrainerTurn.asked(trainer);
    assertThat(asked.getFirst().get("messages")).isEqualTo(expected);
    assertThat(answer.finalMessages().subList(0, 5)).isEqualTo(expected);
    assertThat(answer.finalMessages().get(5))
        .containsEntry("content", null)
        .containsEntry("reasoning_content", "hm")
        .containsEntry("x_vendor", Map.of("b", 1L))
        .doesNotContainKey("refusal");
    assertThat(asked.getLast().get("messages")).isEqualTo(answer.finalMessages().subList(0, 7));
  }

  @Test
  void toolCalls_ofOneTurn_areAnsweredInTheirOrder_andFailuresGoOn() throws Exception {
    TrainerTurn.script(
        trainer,
        calls(
                "multiply", "{\"a\": 15, \"b\": 23}",
                "add", Map.of("a", 0.1, "b", 0.2),
                "power", "{}",
                "divide", "{\"a\": 1, \"b\": 0}",
                "divide", "{\"a\": 6, \"b\": 3}",
                "subtract", "no JSON",
                "add", "[1]")
            .response(),
        says("done").response());

    Answer answer = server.rollout(trainer.baseUrl());

    assertThat(answer.member("finish_reason")).isEqualTo("stop");
    List<Map<String, @Nullable Object>> results = answer.finalMessages().subList(2, 9);
    assertThat(results)
        .extracting(result -> result.get("tool_call_id"))
        .containsExactly("call_0", "call_1", "call_2", "call_3", "call_4", "call_5", "call_6");
    assertThat(results)
        .extracting(result -> String.valueOf(result.get("content")).split("[;:] ", 3)[0])
        .containsExactly("345", "0.30000000000000004", "Error", "Error", "2.0", "Error", "Error");
    assertThat(results.get(2).get("content"))
        .isEqualTo(
            "Error: Unknown function 'power'; available are add, subtract, multiply, divide");
    assertThat(results.get(3).get("content")).isEqualTo("Error: Division by zero");
    assertThat(results).allSatisfy(result -> assertThat(result).containsEntry("role", "tool"));
    assertThat(answer.metric("num_tool_calls")).isEqualTo(7);
  }

  @Test
  void toolCalls_emptyOrNull_areNone() throws Exception {
    for (Object none : new @Nullable Object[] {List.of(), null}) {
      TrainerTurn.script(trainer, says("5").message("tool_calls", none).response());

      Answer answer = server.rollout(trainer.baseUrl());

      assertThat(answer.member("finish_reason")).isEqualTo("stop");
      assertThat(answer.metric("num_tool_calls")).isZero();
    }
  }

  private static @Nullable Object request(Map<String, @Nullable Object> turn, String member) {
    return ServerFixture.members(turn.get("llm_request")).get(member);
  }
}
