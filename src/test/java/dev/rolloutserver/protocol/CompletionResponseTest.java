package dev.rolloutserver.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rolloutserver.json.IdText;
import dev.rolloutserver.json.Json;
import dev.rolloutserver.json.JsonLimits;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CompletionResponseTest {
  private static final String BREAKS = "The trainer's answer breaks the contract: ";
  private static final String CALL =
      "{\"id\": \"c1\", \"type\": \"function\", \"function\": {\"name\": \"add\", \"arguments\": \"{}\"}}";

  @Test
  void read_aWholeAnswer_keepsMessageAndIds() {
    CompletionResponse response =
        read(
            message(
                "\"content\": \"private\", \"reasoning_content\": \"r\", \"refusal\": null,"
                    + " \"x\": {\"y\": null}"));

    assertThat(json(response))
        .isEqualTo(
            "{\"role\":\"assistant\",\"content\":\"private\",\"reasoning_content\":\"r\","
                + "\"x\":{\"y\":null}}");
    assertThat(response.finishReason()).isEqualTo("stop");
    assertThat(ids(response)).containsExactly(0, 7, 2147483647);
    assertThat(promptIds(response)).containsExactly(1, 2);
    assertThat(response).asString().endsWith("3 tokens after 2").doesNotContain("private");
  }

  @Test
  void read_toolCalls_keepsThemAndSaysTheirType() {
    CompletionResponse response =
        read(
            message(
                "\"content\": null, \"tool_calls\": ["
                    + CALL
                    + ", {\"id\": \"c2\", \"type\": null, \"index\": 1, \"function\": {\"name\":"
                    + " \"f\", \"arguments\": {\"a\": 1}, \"z\": null}}]"));

    assertThat(json(response))
        .isEqualTo(
            "{\"role\":\"assistant\",\"content\":null,\"tool_calls\":["
                + "{\"id\":\"c1\",\"type\":\"function\","
                + "\"function\":{\"name\":\"add\",\"arguments\":\"{}\"}},"
                + "{\"id\":\"c2\",\"type\":\"function\",\"index\":1,"
                + "\"function\":{\"name\":\"f\",\"arguments\":{\"a\":1}}}]}");
    assertThat(response.message().toolCalls()).hasSize(2);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "\"content\": null                          | {\"role\":\"assistant\",\"content\":null}",
        "\"content\": \"\"                            | {\"role\":\"assistant\",\"content\":\"\"}",
        "\"content\": \"a\", \"tool_calls\": null       | {\"role\":\"assistant\",\"content\":\"a\"}",
        "\"content\": \"a\", \"tool_calls\": [] | {\"role\":\"assistant\",\"content\":\"a\",\"tool_calls\":[]}",
        "\"content\": [{\"text\": \"a\"}]    | {\"role\":\"assistant\",\"content\":[{\"text\":\"a\"}]}",
        "\"x\": 1                                   | {\"role\":\"assistant\",\"x\":1}"
      })
  void read_whatTrainersSend_isAccepted(String members, String expected) {
    assertThat(json(read(message(members)))).isEqualTo(expected);
  }

  @ParameterizedTest
  @ValueSource(strings = {"\"finish_reason\": null", "\"index\": 0"})
  void finishReason_notSaid_isNull(String member) {
    CompletionResponse response =
        read(Map.of("choices", "[{\"message\": {\"role\": \"assistant\"}, " + member + "}]"));

    assertThat(response.finishReason()).isNull();
  }

  @Test
  void read_furtherChoices_areNotLookedAt() {
    String choices = "[{\"message\": {\"role\": \"assistant\"}}, 5]";

    assertThat(read(Map.of("choices", choices)).message().role()).isEqualTo("assistant");
  }

  @Test
  void read_unknownMembers_mayHoldAnything() {
    assertThat(ids(read(Map.of("usage", "{\"cost\": NaN, \"x\": [1e400]}")))).hasSize(3);
  }

  @Test
  void read_noTokens_isAnAnswer() {
    CompletionResponse response =
        read(Map.of("token_ids", "[]", "logprobs", "[]", "prompt_token_ids", "[]"));

    assertThat(ids(response)).isEmpty();
    assertThat(promptIds(response)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"null", "[]", "[1.5]", "[NaN]", "5", "{}"})
  void logprobs_notAskedFor_areNotLookedAt(String logprobs) {
    byte[] answer = answer(Map.of("logprobs", logprobs));

    assertThat(ids(read(answer, false, JsonLimits.DEFAULT))).hasSize(3);
  }

  @Test
  void logprobs_ofAnyNumber_asPythonWritesThem_areAccepted() {
    assertThat(ids(read(Map.of("logprobs", "[-Infinity, 0, NaN]")))).hasSize(3);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "id               | 5                | id is an integer, but must be a string",
        "id               | null             | id is null, but must be a string",
        "object           | []               | object is an empty array, but must be a string",
        "model            | {}               | model is an object, but must be a string",
        "created          | \"x\"              | created is a string, but must be a number",
        "choices          | {}    | choices is an object, but must be an array with at least one element",
        "choices          | [] | choices is an empty array, but must be an array with at least one element",
        "choices          | [1]              | choices[0] is an integer, but must be an object",
        "choices          | [{}]      | choices[0].message is missing, but must be an object",
        "choices          | [{\"message\": null}] | choices[0].message is null, but must be an object",
        "choices | [{\"message\": {}}] | choices[0].message.role is missing, but must be \"assistant\"",
        "choices | [{\"message\": {\"role\": \"user\"}}] | choices[0].message.role is a string, but must be \"assistant\"",
        "choices | [{\"message\": {\"role\": \"assistant\"}, \"finish_reason\": 1}] | choices[0].finish_reason is an integer, but must be a string",
        "token_ids        | null             | token_ids is null, but must be an array of token ids",
        "token_ids        | 5              | token_ids is an integer, but must be an array of token ids",
        "token_ids        | [1, -1, 2]  | token_ids[1] is a negative integer, but must be a token id: an integer from 0 to 2147483647",
        "token_ids        | [1, 2, 1.0] | token_ids[2] is a number with a fraction or exponent, but must be a token id: an integer from 0 to 2147483647",
        "token_ids        | [2147483648] | token_ids[0] is an integer, but must be a token id: an integer from 0 to 2147483647",
        "token_ids        | [99999999999999999999] | token_ids[0] is an integer of more than 64 bits, but must be a token id: an integer from 0 to 2147483647",
        "token_ids        | [\"5\"] | token_ids[0] is a string, but must be a token id: an integer from 0 to 2147483647",
        "token_ids        | [null] | token_ids[0] is null, but must be a token id: an integer from 0 to 2147483647",
        "token_ids        | [true] | token_ids[0] is a boolean, but must be a token id: an integer from 0 to 2147483647",
        "prompt_token_ids | null             | prompt_token_ids is null, but must be an array of token ids",
        "prompt_token_ids | \"\" | prompt_token_ids is an empty string, but must be an array of token ids",
        "prompt_token_ids | [-1] | prompt_token_ids[0] is a negative integer, but must be a token id: an integer from 0 to 2147483647",
        "logprobs         | null             | logprobs is null, but must be an array of numbers",
        "logprobs         | {\"content\": []}  | logprobs is an object, but must be an array of numbers",
        "logprobs         | []               | logprobs is an array of 0 numbers, but must be one of 3, as many as token_ids has",
        "logprobs         | [1, 2]           | logprobs is an array of 2 numbers, but must be one of 3, as many as token_ids has",
        "logprobs         | [1, 2, 3, 4]     | logprobs is an array of 4 numbers, but must be one of 3, as many as token_ids has",
        "logprobs         | [1, null, 3]     | logprobs[1] is null, but must be a number",
        "logprobs         | [\"a\", 2, 3]      | logprobs[0] is a string, but must be a number"
      })
  void member_thatIsNotWhatItMustBe_isNamed(String name, String value, String expected) {
    assertBreaks(answer(Map.of(name, value)), expected);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "id",
        "object",
        "created",
        "model",
        "choices",
        "token_ids",
        "logprobs",
        "prompt_token_ids"
      })
  void member_thatIsMissing_isNamed(String name) {
    assertThatThrownBy(() -> read(Map.of(name, "")))
        .isInstanceOf(ContractBroken.class)
        .hasMessageStartingWith(BREAKS + name + " is missing, but must be ");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "\"content\": 5 | content is an integer, but must be a string, an array of objects, or null",
        "\"content\": {} | content is an object, but must be a string, an array of objects, or null",
        "\"content\": [\"private\"] | content[0] is a string, but must be an object",
        "\"content\": \"private \\ud800\" | content is a string with half of a surrogate pair, but must be a string of characters",
        "\"content\": \"\", \"x\": [{\"y\": NaN}] | x[0].y is NaN or an infinity, but must be a finite number",
        "\"tool_calls\": {} | tool_calls is an object, but must be an array",
        "\"tool_calls\": \"private\" | tool_calls is a string, but must be an array",
        "\"tool_calls\": [null] | tool_calls[0] is null, but must be an object"
      })
  void message_thatBreaksTheContract_isNamedAndNotRepeated(String members, String expected) {
    assertBreaks(answer(message(members)), "choices[0].message." + expected);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "\"id\": \"c1\"                    | \"x\": 1             | id is missing, but must be a string",
        "\"id\": \"c1\"                    | \"id\": 7            | id is an integer, but must be a string",
        "\"id\": \"c1\"                    | \"id\": \"\"           | id is a string of 0 characters, but must be one of 1 to 256",
        "\"type\": \"function\"            | \"type\": \"tool\"     | type is a string, but must be \"function\"",
        "\"function\": {                 | \"f\": {             | function is missing, but must be an object",
        "\"name\": \"add\"                 | \"x\": 1             | function.name is missing, but must be a string",
        "\"name\": \"add\"                 | \"name\": \"\"         | function.name is a string of 0 characters, but must be one of 1 to 256",
        "\"arguments\": \"{}\"             | \"x\": 1             | function.arguments is missing, but must be a string or an object",
        "\"arguments\": \"{}\"             | \"arguments\": null  | function.arguments is null, but must be a string or an object",
        "\"arguments\": \"{}\"             | \"arguments\": [1]   | function.arguments is an array, but must be a string or an object"
      })
  void toolCall_thatIsMalformed_isNamed(String part, String instead, String expected) {
    String calls = "\"tool_calls\": [" + CALL + ", " + CALL.replace(part, instead) + "]";

    assertBreaks(answer(message(calls)), "choices[0].message.tool_calls[1]." + expected);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 255, 256})
  void toolCall_namesUpToTheirBound_areAccepted(int length) {
    String name = "😀".repeat(length);
    String call = CALL.replace("c1", name).replace("add", name);

    assertThat(
            read(message("\"tool_calls\": [" + call + "]")).message().toolCalls().getFirst().name())
        .isEqualTo(name);
  }

  @ParameterizedTest
  @ValueSource(strings = {"c1", "add"})
  void toolCall_nameBeyondItsBound_isRefused(String part) {
    String call = CALL.replace(part, "é".repeat(257));

    assertThatThrownBy(() -> read(message("\"tool_calls\": [" + call + "]")))
        .hasMessageEndingWith(" is a string of 257 characters, but must be one of 1 to 256");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "''             | it cannot be read as JSON: Expecting value: line 1 column 1 (char 0)",
        "<html>private  | it cannot be read as JSON: Expecting value: line 1 column 1 (char 0)",
        "{\"id\": \"pri   | it cannot be read as JSON: Unterminated string starting at: line 1 column 8 (char 7)",
        "null           | the whole is null, but must be an object",
        "[]             | the whole is an empty array, but must be an object",
        "\"private\"      | the whole is a string, but must be an object"
      })
  void answer_thatIsNoObject_breaksTheContract(String answer, String expected) {
    assertBreaks(answer.getBytes(StandardCharsets.UTF_8), expected);
  }

  @Test
  void answer_inAnotherEncoding_breaksTheContract() {
    assertBreaks(
        "{\"é\": 1}".getBytes(StandardCharsets.ISO_8859_1),
        "it cannot be read as JSON: Invalid UTF-8 (byte 0xe9): line 1 column 3 (char 2)");
  }

  @Test
  void read_stream_endsAtTheLimit() {
    byte[] answer = answer(Map.of());
    JsonLimits exact = new JsonLimits(answer.length, 10, 20, 100);
    JsonLimits short1 = new JsonLimits(answer.length - 1, 10, 20, 100);

    assertThat(ids(read(answer, true, exact))).hasSize(3);
    assertThatThrownBy(() -> read(answer, true, short1))
        .isInstanceOf(ContractBroken.class)
        .hasMessageContaining("longer than " + (answer.length - 1) + " bytes");
  }

  @Test
  void read_hundredThousandIds_keepsAllOfThem() {
    int[] prompt = IntStream.range(0, 100_000).map(i -> Integer.MAX_VALUE - i).toArray();
    int[] response = IntStream.range(0, 100_000).toArray();

    CompletionResponse answer =
        read(
            Map.of(
                "prompt_token_ids", Arrays.toString(prompt),
                "token_ids", Arrays.toString(response),
                "logprobs", "[" + "-0.5,".repeat(99_999) + "-1e-7]"));

    assertThat(promptIds(answer)).isEqualTo(prompt);
    assertThat(ids(answer)).isEqualTo(response);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 50_000, 99_999})
  void read_hundredThousandIdsAndAWrongOne_namesIt(int wrong) {
    List<String> ids = new ArrayList<>(Collections.nCopies(100_000, "7"));
    ids.set(wrong, "7.0");

    assertBreaks(
        answer(Map.of("prompt_token_ids", ids.toString())),
        "prompt_token_ids["
            + wrong
            + "] is a number with a fraction or exponent, but must be a token id: an integer from 0"
            + " to 2147483647");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "[1 2]    | Expecting ',' delimiter: line 1 column 4 (char 3)",
        "[1,]     | Expecting value: line 1 column 4 (char 3)",
        "[,1]     | Expecting value: line 1 column 2 (char 1)",
        "[01]     | Expecting ',' delimiter: line 1 column 3 (char 2)",
        "[1,-]    | Expecting value: line 1 column 4 (char 3)",
        "[1}      | Expecting ',' delimiter: line 1 column 3 (char 2)",
        "[1]]     | Expecting ',' delimiter: line 1 column 4 (char 3)"
      })
  void array_thatIsNoJson_isToldAsBefore(String array, String expected) {
    for (String name : List.of("token_ids", "prompt_token_ids", "logprobs")) {
      String text = "{\"x\": [5],\n\"" + name + "\":\n" + array;
      int before = text.indexOf(array);
      String told =
          expected
              .replace("line 1", "line 3")
              .replaceFirst(
                  "char (\\d+)",
                  "char "
                      + (before + Integer.parseInt(expected.replaceAll(".*char (\\d+)\\)", "$1"))));
      assertBreaks(
          (text + ",\n\"y\": 1}").getBytes(StandardCharsets.UTF_8),
          "it cannot be read as JSON: " + told);
    }
  }

  @Test
  void members_lastOfDuplicates_wins() {
    String once = new String(answer(Map.of()), StandardCharsets.UTF_8);
    byte[] answer =
        once.replaceFirst("\\{", "{\"token_ids\": 5, ").getBytes(StandardCharsets.UTF_8);

    assertThat(ids(read(answer, true, JsonLimits.DEFAULT))).hasSize(3);
  }

  private static void assertBreaks(byte[] answer, String expected) {
    assertThatThrownBy(() -> read(answer, true, JsonLimits.DEFAULT))
        .isInstanceOf(ContractBroken.class)
        .hasMessage(BREAKS + expected)
        .hasMessageNotContaining("private");
  }

  @Test
  void answer_kept_hasItsLogprobsAsWrittenAndFurtherMembers() throws IOException {
    byte[] document =
        answer(
            Map.of(
                "token_ids",
                "[11, 12, 13, 14]",
                "logprobs",
                "[-0.5, NaN, -1e-05, -Infinity]",
                "weight_version",
                "\"v7\"",
                "choices",
                "[{\"message\": {\"role\": \"assistant\", \"content\": \"\"},"
                    + " \"finish_reason\": \"stop\", \"matched_stop\": 13}]"));

    CompletionResponse response =
        CompletionResponse.read(
            new ByteArrayInputStream(document),
            true,
            true,
            new IdText(),
            JsonLimits.DEFAULT,
            _ -> {});

    assertThat(new String(response.tokenIds().json(), StandardCharsets.UTF_8))
        .isEqualTo("[11, 12, 13, 14]");
    assertThat(
            new String(Objects.requireNonNull(response.logprobs()).json(), StandardCharsets.UTF_8))
        .isEqualTo("[-0.5,null,-1e-05,null]");
    assertThat(response.further())
        .containsEntry("weight_version", "v7")
        .containsEntry("choice", Map.of("matched_stop", 13L))
        .doesNotContainKeys("choices", "token_ids", "logprobs");
  }

  private static Map<String, String> message(String members) {
    String message = "{\"role\": \"assistant\", " + members + "}";
    return Map.of("choices", "[{\"message\": " + message + ", \"finish_reason\": \"stop\"}]");
  }

  private static CompletionResponse read(Map<String, String> members) {
    return read(answer(members), true, JsonLimits.DEFAULT);
  }

  private static CompletionResponse read(byte[] answer, boolean logprobs, JsonLimits limits) {
    try {
      return CompletionResponse.read(
          new ByteArrayInputStream(answer), logprobs, false, new IdText(), limits, _ -> {});
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static int[] ids(CompletionResponse response) {
    return response.tokenIds().toArray();
  }

  private static int[] promptIds(CompletionResponse response) {
    return response.promptTokenIds().toArray(new IdText());
  }

  /** A valid answer in which these members are others, or left out where they are empty. */
  private static byte[] answer(Map<String, String> others) {
    Map<String, String> members = new LinkedHashMap<>();
    members.put("id", "\"chatcmpl-1\"");
    members.put("object", "\"chat.completion\"");
    members.put("created", "1700000000");
    members.put("model", "\"default\"");
    members.putAll(message("\"content\": \"x\""));
    members.put("token_ids", "[0, 7, 2147483647]");
    members.put("logprobs", "[-0.5, -1, 0.0]");
    members.put("prompt_token_ids", "[1, 2]");
    members.putAll(others);
    return members.entrySet().stream()
        .filter(member -> !member.getValue().isEmpty())
        .map(member -> Json.text(member.getKey()) + ": " + member.getValue())
        .collect(Collectors.joining(", ", "{", "}"))
        .getBytes(StandardCharsets.UTF_8);
  }

  private static String json(CompletionResponse response) {
    return new String(response.message().json(), StandardCharsets.UTF_8);
  }
}
