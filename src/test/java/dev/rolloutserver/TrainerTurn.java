package dev.rolloutserver;

import static com.github.tomakehurst.wiremock.client.WireMock.aResponse;
import static com.github.tomakehurst.wiremock.client.WireMock.post;
import static com.github.tomakehurst.wiremock.stubbing.Scenario.STARTED;

import com.github.tomakehurst.wiremock.client.ResponseDefinitionBuilder;
import com.github.tomakehurst.wiremock.junit5.WireMockExtension;
import dev.rolloutserver.json.Json;
import dev.rolloutserver.json.JsonLimits;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What a trainer answers to a call: good, unless a test spoils it. */
final class TrainerTurn {
  static final String PATH = "/v1/chat/completions";

  private final Map<String, @Nullable Object> answer = new LinkedHashMap<>();
  private final Map<String, @Nullable Object> choice = new LinkedHashMap<>();
  private final Map<String, @Nullable Object> message = new LinkedHashMap<>();

  private TrainerTurn(@Nullable String content, String finishReason) {
    message.put("role", "assistant");
    message.put("content", content);
    choice.put("index", 0);
    choice.put("message", message);
    choice.put("finish_reason", finishReason);
    answer.put("id", "chatcmpl-1");
    answer.put("object", "chat.completion");
    answer.put("created", 1_700_000_000);
    answer.put("model", "default");
    answer.put("choices", List.of(choice));
    tokens(3);
    answer.put("prompt_token_ids", List.of(1, 2, 3, 4, 5));
  }

  /** The model is done. */
  static TrainerTurn says(String content) {
    return new TrainerTurn(content, "stop");
  }

  /** The model calls functions: name, arguments, name, arguments; ids are call_0 and so on. */
  static TrainerTurn calls(Object... namesAndArguments) {
    TrainerTurn turn = new TrainerTurn("Let me see.", "tool_calls");
    List<Map<String, Object>> calls = new ArrayList<>();
    for (int i = 0; i < namesAndArguments.length; i += 2) {
      calls.add(call("call_" + i / 2, namesAndArguments[i], namesAndArguments[i + 1]));
    }
    turn.message.put("tool_calls", calls);
    return turn;
  }

  /** The model calls one function that succeeds; 3 tokens after a prompt of 5. */
  static TrainerTurn adds() {
    return calls("add", "{\"a\": 2, \"b\": 3}");
  }

  /** A call that can go wrong in one place only. */
  static Map<String, Object> call(Object id, Object name, Object arguments) {
    Map<String, Object> call = new LinkedHashMap<>();
    call.put("id", id);
    call.put("type", "function");
    call.put("function", Map.of("name", name, "arguments", arguments));
    return call;
  }

  /** Another value of a member of the answer. */
  TrainerTurn with(String member, @Nullable Object value) {
    answer.put(member, value);
    return this;
  }

  TrainerTurn without(String member) {
    answer.remove(member);
    return this;
  }

  /** Another value of a member of the choice. */
  TrainerTurn choice(String member, @Nullable Object value) {
    choice.put(member, value);
    return this;
  }

  /** Another value of a member of the message. */
  TrainerTurn message(String member, @Nullable Object value) {
    message.put(member, value);
    return this;
  }

  /** So many token ids, with a log probability for each. */
  TrainerTurn tokens(int count) {
    List<Object> ids = new ArrayList<>();
    List<Object> logprobs = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      ids.add(10 + i);
      logprobs.add(-0.5);
    }
    answer.put("token_ids", ids);
    answer.put("logprobs", logprobs);
    return this;
  }

  String json() {
    return Json.text(answer);
  }

  /** The answer of WireMock. */
  ResponseDefinitionBuilder response() {
    return body(json());
  }

  /** The answer of a bare socket. */
  String raw() {
    return "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: "
        + json().getBytes(StandardCharsets.UTF_8).length
        + "\r\n\r\n"
        + json();
  }

  /** A 200 of WireMock with this body. */
  static ResponseDefinitionBuilder body(String body) {
    return aResponse().withHeader("Content-Type", "application/json").withBody(body);
  }

  /** Lets a trainer give these answers, one after the other. */
  static void script(WireMockExtension trainer, ResponseDefinitionBuilder... answers) {
    trainer.resetAll();
    for (int i = 0; i < answers.length; i++) {
      trainer.stubFor(
          post(PATH)
              .inScenario("turns")
              .whenScenarioStateIs(i == 0 ? STARTED : "turn " + i)
              .willSetStateTo("turn " + (i + 1))
              .willReturn(answers[i]));
    }
  }

  /** The bodies of all calls since the script began, in order. */
  static List<Map<String, @Nullable Object>> asked(WireMockExtension trainer) {
    return trainer.getAllServeEvents().reversed().stream()
        .map(event ->
            ServerFixture.members(Json.read(event.getRequest().getBody(), JsonLimits.DEFAULT)))
        .toList();
  }
}
