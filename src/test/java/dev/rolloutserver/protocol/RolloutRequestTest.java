package dev.rolloutserver.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.rolloutserver.conversation.Message;
import dev.rolloutserver.json.Json;
import dev.rolloutserver.json.JsonLimits;
import dev.rolloutserver.outbound.BearerKey;
import dev.rolloutserver.protocol.Problem.Echo;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What {@link RecordedValidationTest} cannot show: our own rules, and what becomes of values. */
class RolloutRequestTest {
  private static final String LONE = "\\ud800";

  @Test
  void read_onlyWhatIsRequired_takesTheDefaults() {
    RolloutRequest request = read("");

    assertThat(request.rolloutId()).isEqualTo("r1");
    assertThat(request.serverUrl()).isEqualTo("http://10.0.0.5:9001");
    assertThat(request.tokenizerName()).isEqualTo("Qwen/Qwen3-8B");
    assertThat(request.tokenizerRevision()).isNull();
    assertThat(request.samplingParams()).isEqualTo(new SamplingParams(1, 1, 512, null, true));
    assertThat(request.maxTurns()).isEqualTo(10);
    assertThat(request.maxTokensTotal()).isEqualTo(8192);
    assertThat(request.metadata()).isEmpty();
    assertThat(request.callbackApiKey()).isNull();
    assertThat(request.toolServerUrl()).isNull();
  }

  @Test
  void read_everything_isKept() {
    RolloutRequest request =
        read(
            """
            , "tokenizer_revision": "abc", "max_turns": 3, "max_tokens_total": 9,
            "metadata": {"debug_trace": true, "z": [1, {"a": null}]}, "callback_api_key": "k e y",
            "tool_server_url": "http://tools", "sampling_params": {"temperature": 0.5, "top_p": 0,
            "max_tokens": 7, "stop": ["a", ""], "logprobs": false}\
            """);

    assertThat(request.tokenizerRevision()).isEqualTo("abc");
    assertThat(request.maxTurns()).isEqualTo(3);
    assertThat(request.maxTokensTotal()).isEqualTo(9);
    assertThat(Json.text(request.metadata()))
        .isEqualTo("{\"debug_trace\":true,\"z\":[1,{\"a\":null}]}");
    assertThat(request.callbackApiKey()).isEqualTo(new BearerKey("k e y"));
    assertThat(request.toolServerUrl()).isEqualTo("http://tools");
    assertThat(request.samplingParams())
        .isEqualTo(new SamplingParams(0.5, 0, 7, List.of("a", ""), false));
  }

  @Test
  void read_messages_keepWhatTheRulesDoNotName() {
    RolloutRequest request =
        read(
            """
            , "messages": [
              {"vendor": {"a": [1.50, null]}, "role": "assistant", "content": null, "name": null,
               "tool_calls": [
                 {"index": 0, "id": "c1", "function": {"name": "add", "arguments": {"a": 1}, "x": 2}},
                 {"type": "function", "id": "c2", "function": {"name": "add", "arguments": ""}}]},
              {"role": "tool", "tool_call_id": "c1", "content": [{"type": "text", "text": "3"}]}]\
            """);

    assertThat(request.messages().stream().map(RolloutRequestTest::json))
        .containsExactly(
            "{\"vendor\":{\"a\":[1.5,null]},\"role\":\"assistant\",\"content\":null,\"tool_calls\":["
                + "{\"id\":\"c1\",\"type\":\"function\",\"index\":0,"
                + "\"function\":{\"name\":\"add\",\"arguments\":{\"a\":1},\"x\":2}},"
                + "{\"type\":\"function\",\"id\":\"c2\","
                + "\"function\":{\"name\":\"add\",\"arguments\":\"\"}}]}",
            "{\"role\":\"tool\",\"tool_call_id\":\"c1\","
                + "\"content\":[{\"type\":\"text\",\"text\":\"3\"}]}");
  }

  @Test
  void toString_ofARequest_tellsNeitherMessagesNorSecrets() {
    RolloutRequest request =
        read(
            """
            , "messages": [{"role": "user", "content": "private"}], "callback_api_key": "private",
            "metadata": {"a": "private"}, "tool_server_url": "http://private\"\
            """);

    assertThat(request).hasToString("rollout r1 of 1 messages for http://10.0.0.5:9001");
  }

  @Test
  void invalidRequest_body_isFastApis() {
    InvalidRequest refusal = refusal(", \"max_turns\": 101, \"sampling_params\": {\"top_p\": -1}");

    assertThat(refusal.status()).isEqualTo(422);
    assertThat(new String(refusal.body(), StandardCharsets.UTF_8))
        .isEqualTo(
            "{\"detail\":[{\"type\":\"greater_than_equal\","
                + "\"loc\":[\"body\",\"sampling_params\",\"top_p\"],"
                + "\"msg\":\"Input should be greater than or equal to 0\",\"input\":-1,"
                + "\"ctx\":{\"ge\":0.0}},{\"type\":\"less_than_equal\","
                + "\"loc\":[\"body\",\"max_turns\"],"
                + "\"msg\":\"Input should be less than or equal to 100\",\"input\":101,"
                + "\"ctx\":{\"le\":100}}]}");
    assertThat(refusal)
        .hasMessage(
            "[body, sampling_params, top_p]: Input should be greater than or equal to 0,"
                + " of 2 problems");
  }

  @Test
  void invalidRequest_unreadableText_isFastApis() {
    InvalidRequest refusal =
        catchThrowableOfType(
            InvalidRequest.class,
            () -> RolloutRequest.read(new byte[] {(byte) 0xff}, null, RequestLimits.DEFAULT));

    assertThat(refusal.status()).isEqualTo(400);
    assertThat(new String(refusal.body(), StandardCharsets.UTF_8))
        .isEqualTo("{\"detail\":\"There was an error parsing the body\"}");
  }

  @Test
  void read_invalidTextOfAnotherType_isNoObject() {
    // FastAPI fails here: it tries to repeat the body
    assertThatThrownBy(() ->
            RolloutRequest.read(new byte[] {(byte) 0xff}, "text/plain", RequestLimits.DEFAULT))
        .hasMessageStartingWith("[body]: Input should be a valid dictionary");
  }

  @ParameterizedTest
  @CsvSource({
    "http://h, http://h",
    "http://h/, http://h",
    "https://h:443///, https://h:443",
    "http://h/a/b%20c/, http://h/a/b%20c",
    "http://[::1]:80, http://[::1]:80",
    "http://trainer-0.svc.cluster.local:1, http://trainer-0.svc.cluster.local:1",
    "http://h:65535, http://h:65535",
    "http://h:, http://h:"
  })
  void serverUrl_ofATrainer_losesItsLastSlashes(String url, String expected) {
    assertThat(read(", \"server_url\": \"" + url + "\"").serverUrl()).isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "ftp://h                | must begin with http:// or https://",
        "HTTP://h               | must begin with http:// or https://",
        "''                     | must begin with http:// or https://",
        "http://                | must be a URL, with a host and without spaces",
        "https:////             | must be a URL, with a host and without spaces",
        "http://h/a b           | must be a URL, with a host and without spaces",
        "'http://h '            | must be a URL, with a host and without spaces",
        "http://h/{x}           | must be a URL, with a host and without spaces",
        "http://h/%zz           | must be a URL, with a host and without spaces",
        "http://[::1            | must be a URL, with a host and without spaces",
        "http:///path           | must name a host of letters, digits, dots, hyphens and underscores",
        "http://:80             | must name a host of letters, digits, dots, hyphens and underscores",
        "http://bücher          | must name a host of letters, digits, dots, hyphens and underscores",
        "http://h:port          | must name a host of letters, digits, dots, hyphens and underscores",
        "http://h:0             | must have a port from 1 to 65535",
        "http://h:65536         | must have a port from 1 to 65535",
        "http://h?              | must have neither a query nor a fragment",
        "http://h/a?b=c         | must have neither a query nor a fragment",
        "http://h/#             | must have neither a query nor a fragment",
        "http://user@h          | must not hold a user or password",
        "http://u:p@h_h         | must not hold a user or password"
      })
  void serverUrl_thatCannotBeCalled_isRefused(String url, String expected) {
    Problem problem = onlyProblem(", \"server_url\": \"" + url + "\"");

    assertThat(problem.type()).isEqualTo("value_error");
    assertThat(problem.loc()).isEqualTo(List.of("body", "server_url"));
    assertThat(problem.msg()).isEqualTo("Value error, server_url " + expected);
    assertThat(problem.ctx()).isEqualTo(Map.of("error", Map.of()));
    assertThat(problem.input() == null).isEqualTo(url.contains("@"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"ftp://user:secret@h", "http://user:secret@h", "http://user:secret@h h"})
  void serverUrl_withAPassword_isNotRepeated(String url) {
    assertThat(
            new String(refusal(", \"server_url\": \"" + url + "\"").body(), StandardCharsets.UTF_8))
        .contains("server_url")
        .doesNotContain("secret");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", " ", "\\t"})
  void callbackApiKey_blank_isNone(String key) {
    assertThat(read(", \"callback_api_key\": \"" + key + "\"").callbackApiKey()).isNull();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {" secret", "secret ", "sec\\nret", "secrét", "secret\\u007f", "secret" + LONE})
  void callbackApiKey_thatNoHeaderCanHold_isRefusedAndNotRepeated(String key) {
    InvalidRequest refusal = refusal(", \"callback_api_key\": \"" + key + "\"");

    assertThat(new String(refusal.body(), StandardCharsets.UTF_8))
        .contains("[\"body\",\"callback_api_key\"]")
        .doesNotContain("sec");
  }

  @ParameterizedTest
  @ValueSource(strings = {"5", "[\"secret\"]", "{\"a\": \"secret\"}", "true"})
  void callbackApiKey_ofAnotherType_isNotRepeated(String key) {
    Problem problem = onlyProblem(", \"callback_api_key\": " + key);

    assertThat(problem.type()).isEqualTo("string_type");
    assertThat(problem.input()).isNull();
  }

  @ParameterizedTest
  @ValueSource(strings = {"{\"callback_api_key\": \"secret\"}", "[\"secret\"]", "\"secret\""})
  void problems_ofTheWholeBody_doNotRepeatIt(String body) {
    for (String contentType : List.of("application/json", "text/plain")) {
      byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
      InvalidRequest refusal =
          catchThrowableOfType(
              InvalidRequest.class,
              () -> RolloutRequest.read(bytes, contentType, RequestLimits.DEFAULT));

      assertThat(new String(refusal.body(), StandardCharsets.UTF_8)).doesNotContain("secret");
    }
  }

  @Test
  void rolloutId_blankByPythonsWhitespace_isRefused() {
    for (String id : List.of("", " ", "\\u3000\\u001c\\u0085")) {
      assertThat(onlyProblem(", \"rollout_id\": \"" + id + "\"").msg())
          .isEqualTo("Value error, rollout_id must not be blank");
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "\"content\": \"\\ud800\"                             | content",
        "\"content\": [{\"type\": \"text\", \"text\": \"\\udc00x\"}]   | content, 0, text",
        "\"content\": \"\\ud83d\\ud83d\\ude00\"                    | content",
        "\"name\": \"\\ud800\"                                | name",
        "\"vendor\": {\"a\": [1, {\"b\": \"\\ud800\"}]}             | vendor, a, 1, b",
        "\"tool_calls\": [{\"id\": \"a\", \"x\": \"\\ud800\", \"function\": {\"name\": \"b\", \"arguments\": {}}}]"
            + " | tool_calls, 0, x",
        "\"tool_calls\": [{\"id\": \"a\", \"function\": {\"name\": \"b\", \"arguments\": {\"c\": \"\\ud800\"}}}]"
            + " | tool_calls, 0, function, arguments, c"
      })
  void message_withALoneSurrogate_isRefusedWhereItStands(String members, String place) {
    Problem problem = onlyProblem(", \"messages\": [{\"role\": \"user\", " + members + "}]");

    assertThat(problem.type()).isEqualTo("string_unicode");
    assertThat(problem.loc().stream().map(String::valueOf).collect(Collectors.joining(", ")))
        .isEqualTo("body, messages, 0, " + place);
    assertThat(problem.input()).isNull();
  }

  @ParameterizedTest
  @ValueSource(strings = {"messages", "metadata", "unknown"})
  void memberName_withALoneSurrogate_isInvalidJson(String within) {
    Problem problem = onlyProblem(", \"" + within + "\": {\"a" + LONE + "\": 1}");

    assertThat(problem.type()).isEqualTo("json_invalid");
    assertThat(problem.ctx()).isEqualTo(Map.of("error", "Half of a surrogate pair in a name"));
  }

  @Test
  void message_withASurrogatePair_isKept() {
    RolloutRequest request =
        read(", \"messages\": [{\"role\": \"user\", \"content\": \"\\ud83d\\ude00\"}]");

    assertThat(json(request.messages().getFirst()))
        .isEqualTo("{\"role\":\"user\",\"content\":\"😀\"}");
  }

  @ParameterizedTest
  @ValueSource(strings = {"NaN", "Infinity", "-Infinity", "1e400"})
  void numbers_thatAreNotFinite_areRefusedWhereTheyStand(String number) {
    List<Problem> problems =
        refusal(
                ", \"metadata\": {\"a\": [1, "
                    + number
                    + "]}, \"messages\": [{\"role\": \"user\", \"x\": "
                    + number
                    + "}], \"max_turns\": "
                    + number)
            .problems();

    assertThat(problems).allMatch(problem -> problem.type().equals("finite_number"));
    assertThat(problems.stream().map(problem -> problem.loc()))
        .containsExactly(
            List.of("body", "messages", 0, "x"),
            List.of("body", "max_turns"),
            List.of("body", "metadata", "a", 1));
    assertThat(problems).allMatch(problem -> problem.input() == null);
  }

  @Test
  void metadata_anyOtherJson_isKept() {
    assertThat(Json.text(read(", \"metadata\": {\"\\ud83d\\ude00\": \"\\udc00\"}").metadata()))
        .isEqualTo("{\"😀\":\"\\udc00\"}");
  }

  @ParameterizedTest
  @CsvSource({
    "2, PT2S",
    "0.5, PT0.5S",
    "\"1.5\", PT1.5S",
    "1e-9, PT0.000000001S",
    "1e300, PT2562047H47M16.854775807S"
  })
  void deadline_aboveZero_isThatOfTheRollout(String seconds, Duration deadline) {
    assertThat(read(", \"metadata\": {\"deadline_seconds\": " + seconds + "}").deadline())
        .isEqualTo(deadline);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", ", \"metadata\": {}", ", \"metadata\": {\"deadline_seconds\": null}"})
  void deadline_notSaid_isNone(String members) {
    assertThat(read(members).deadline()).isNull();
  }

  @ParameterizedTest
  @CsvSource({
    "0, greater_than",
    "-0.0, greater_than",
    "-1, greater_than",
    "\"0\", greater_than",
    "NaN, finite_number",
    "1e999, finite_number",
    "\"inf\", finite_number",
    "\"soon\", float_parsing",
    "[], float_type",
    "{}, float_type"
  })
  void deadline_thatIsNone_isRefusedOnce_withItsPlace(String seconds, String type) {
    Problem problem = onlyProblem(", \"metadata\": {\"deadline_seconds\": " + seconds + "}");

    assertThat(problem.type()).isEqualTo(type);
    assertThat(problem.loc()).isEqualTo(List.of("body", "metadata", "deadline_seconds"));
    if (type.equals("greater_than")) {
      assertThat(problem.msg()).isEqualTo("Input should be greater than 0");
      assertThat(problem.ctx()).isEqualTo(Map.of("gt", 0));
    }
  }

  @Test
  void problems_ofOneValue_areToldOnce() {
    List<Problem> problems =
        refusal(", \"messages\": [{\"role\": \"\\ud800\", \"content\": NaN}]").problems();

    assertThat(problems.stream().map(problem -> problem.type() + problem.loc()))
        .containsExactly(
            "string_unicode[body, messages, 0, role]",
            "string_type[body, messages, 0, content, str]",
            "list_type[body, messages, 0, content, list[dict[str,any]]]");
  }

  @ParameterizedTest
  @CsvSource({"999, 999", "1000, 1000", "1001, 1000", "5000, 1000"})
  void problems_veryMany_areToldUpToAThousand(int wrong, int told) {
    String messages =
        IntStream.range(0, wrong).mapToObj(i -> "1").collect(Collectors.joining(", "));

    assertThat(refusal(", \"messages\": [" + messages + "]").problems()).hasSize(told);
  }

  @Test
  void problem_deepWithinLongNames_hasAShortPlace() {
    String name = "é".repeat(101);
    String deep = ("{\"" + name + "\": ").repeat(30) + "NaN" + "}".repeat(30);

    Problem problem = onlyProblem(", \"metadata\": " + deep);

    assertThat(problem.loc()).hasSize(20).endsWith("é".repeat(100) + "…");
  }

  @ParameterizedTest
  @CsvSource({"1000, 1000", "1001, 1001", "5000, 1001"})
  void input_longText_isCut(int length, int repeated) {
    Problem problem = onlyProblem(", \"max_turns\": \"" + "x".repeat(length) + "\"");

    assertThat(problem.input())
        .extracting(Echo::value)
        .asInstanceOf(InstanceOfAssertFactories.STRING)
        .hasSize(repeated);
  }

  @Test
  void read_beyondALimit_isInvalidJson() {
    RequestLimits limits = new RequestLimits(new JsonLimits(1000, 3, 5, 100), 2);
    byte[] body = "{\"a\": [[[]]]}".getBytes(StandardCharsets.UTF_8);

    assertThatThrownBy(() -> RolloutRequest.read(body, null, limits))
        .isInstanceOfSatisfying(
            InvalidRequest.class,
            refusal -> {
              Problem problem = refusal.problems().getFirst();
              assertThat(refusal.status()).isEqualTo(422);
              assertThat(problem.type()).isEqualTo("json_invalid");
              assertThat(problem.loc()).isEqualTo(List.of("body", 8));
              assertThat(problem.ctx())
                  .isEqualTo(Map.of("error", "Nesting deeper than 3 (server.max-json-depth)"));
            });
  }

  @Test
  void read_numberBeyondTheDigits_namesTheSetting() {
    RequestLimits limits = new RequestLimits(new JsonLimits(1000, 3, 5, 100), 2);

    assertThatThrownBy(() ->
            RolloutRequest.read("{\"a\": 123456}".getBytes(StandardCharsets.UTF_8), null, limits))
        .isInstanceOfSatisfying(
            InvalidRequest.class,
            refusal ->
                assertThat(refusal.problems().getFirst().ctx())
                    .isEqualTo(
                        Map.of("error", "Number of more than 5 digits (server.max-json-digits)")));
  }

  @Test
  void read_moreMessagesThanTheLimit_isOneProblemThatNamesTheSetting() {
    String message = "{\"role\": \"user\", \"content\": \"x\"}";
    RequestLimits limits = new RequestLimits(JsonLimits.DEFAULT, 3);
    for (int count = 2; count <= 3; count++) {
      String messages = String.join(",", Collections.nCopies(count, message));
      assertThat(read(", \"messages\": [" + messages + "]", limits).messages()).hasSize(count);
    }
    String messages = String.join(",", Collections.nCopies(4, message));

    assertThatThrownBy(() -> read(", \"messages\": [" + messages + "]", limits))
        .isInstanceOfSatisfying(
            InvalidRequest.class,
            refusal -> {
              assertThat(refusal.problems()).hasSize(1);
              Problem problem = refusal.problems().getFirst();
              assertThat(problem.type()).isEqualTo("too_long");
              assertThat(problem.loc()).isEqualTo(List.of("body", "messages"));
              assertThat(problem.msg())
                  .isEqualTo(
                      "List should have at most 3 items after validation, not 4"
                          + " (server.max-messages)");
            });
  }

  private static Problem onlyProblem(String members) {
    List<Problem> problems = refusal(members).problems();
    assertThat(problems).hasSize(1);
    return problems.getFirst();
  }

  private static InvalidRequest refusal(String members) {
    return catchThrowableOfType(InvalidRequest.class, () -> read(members));
  }

  /** A valid request with these members, which win. */
  private static RolloutRequest read(String members) {
    return read(members, RequestLimits.DEFAULT);
  }

  private static RolloutRequest read(String members, RequestLimits limits) {
    String body =
        """
        {"rollout_id": "r1", "server_url": "http://10.0.0.5:9001", "sampling_params": {},
        "messages": [{"role": "user", "content": "x"}], "tokenizer_name": "Qwen/Qwen3-8B"\
        """
            + members
            + "}";
    return RolloutRequest.read(body.getBytes(StandardCharsets.UTF_8), "application/json", limits);
  }

  private static String json(Message message) {
    return new String(message.json(), StandardCharsets.UTF_8);
  }
}
