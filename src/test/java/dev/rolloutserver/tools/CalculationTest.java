package dev.rolloutserver.tools;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rolloutserver.conversation.ToolCall;
import dev.rolloutserver.json.Json;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CalculationTest {
  private final ToolBox calculator = ToolBox.calculator();

  @Test
  void results_recordedFromPython_areTheSame() throws IOException {
    List<String> lines;
    try (BufferedReader reader =
        new BufferedReader(
            new InputStreamReader(
                Objects.requireNonNull(getClass().getResourceAsStream("calculator.tsv")),
                StandardCharsets.UTF_8))) {
      lines = reader.lines().toList();
    }

    assertThat(lines).hasSizeGreaterThan(250);
    assertThat(lines)
        .allSatisfy(line -> {
          String[] fields = line.split("\t", -1);
          assertThat(answer(fields[0], fields[1])).isEqualTo(fields[2]);
        });
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "multiply | 15       | 23      | 345",
        "multiply | 8.0      | 2       | 16.0",
        "add      | 0.1      | 0.2     | 0.30000000000000004",
        "subtract | 1e16     | 0       | 1e+16",
        "multiply | 1e-5     | 1       | 1e-05",
        "divide   | 6        | 3       | 2.0",
        "multiply | 1e308    | 10      | inf",
        "multiply | 1e308    | -10     | -inf",
        "divide   | 1        | 0       | Error: Division by zero",
        "divide   | 1.0      | -0.0    | Error: Division by zero",
        "divide   | 0        | 0.0     | Error: Division by zero"
      })
  void result_ofTheProtocolsExamples_isAsWritten(String name, String a, String b, String result) {
    assertThat(answer(name, "{\"a\": " + a + ", \"b\": " + b + "}")).isEqualTo(result);
  }

  @Test
  void result_of4300Digits_isWhole() {
    String digits = "9".repeat(4300);

    assertThat(answer("multiply", "{\"a\": " + digits + ", \"b\": 1}")).isEqualTo(digits);
    assertThat(answer("subtract", "{\"a\": -" + digits + ", \"b\": 0}")).isEqualTo("-" + digits);
  }

  @Test
  void result_of4301Digits_isAnError() {
    String digits = "9".repeat(4300);

    assertThat(answer("add", "{\"a\": " + digits + ", \"b\": 1}"))
        .isEqualTo("Error: The result has more than 4300 digits");
    assertThat(answer("subtract", "{\"a\": -" + digits + ", \"b\": 1}"))
        .isEqualTo("Error: The result has more than 4300 digits");
    assertThat(answer("multiply", "{\"a\": " + digits + ", \"b\": " + digits + "}"))
        .isEqualTo("Error: The result has more than 4300 digits");
  }

  @Test
  void operand_of4301Digits_isAnError() {
    assertThat(answer("add", "{\"a\": " + "9".repeat(4301) + ", \"b\": 1}"))
        .startsWith("Error: The arguments of add cannot be read: Number of more than 4300 digits");
  }

  @Test
  void division_beyondFloats_isInfinite() {
    String huge = "1" + "0".repeat(400);

    assertThat(answer("divide", "{\"a\": " + huge + ", \"b\": 1}")).isEqualTo("inf");
    assertThat(answer("divide", "{\"a\": -" + huge + ", \"b\": 1}")).isEqualTo("-inf");
    assertThat(answer("divide", "{\"a\": -" + huge + ", \"b\": -1}")).isEqualTo("inf");
    assertThat(answer("divide", "{\"a\": " + huge + "0, \"b\": " + huge + "}")).isEqualTo("10.0");
  }

  @Test
  void integers_asObjectsOfAnySize_areTaken() {
    BigInteger twoTo64 = BigInteger.TWO.pow(64);

    assertThat(answer("add", Map.of("a", twoTo64, "b", 1L))).isEqualTo("18446744073709551617");
    assertThat(answer("subtract", Map.of("a", twoTo64, "b", twoTo64))).isEqualTo("0");
    assertThat(answer("add", Map.of("a", 1, "b", 2))).isEqualTo("3");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{}                           | add takes a and b: a and b are missing",
        "{\"a\": 1}                   | add takes a and b: b is missing",
        "{\"b\": 1}                   | add takes a and b: a is missing",
        "{\"a\": 1, \"b\": 2, \"c\": 3} | add takes a and b: it has no 'c'",
        "{\"a\": 1, \"x\": 2}         | add takes a and b: b is missing; it has no 'x'",
        "{\"a\": \"1\", \"b\": 2}     | The argument a of add must be a number, not a string",
        "{\"a\": 1, \"b\": true}      | The argument b of add must be a number, not a boolean",
        "{\"a\": null, \"b\": 2}      | The argument a of add must be a number, not null",
        "{\"a\": [1], \"b\": 2}       | The argument a of add must be a number, not an array",
        "{\"a\": 1, \"b\": {}}        | The argument b of add must be a number, not an object"
      })
  void arguments_thatDoNotFit_areNamed(String arguments, String message) {
    assertThat(answer("add", arguments)).isEqualTo("Error: " + message);
  }

  @Test
  void surplusArguments_fiveOrMore_areNamedUpToFive() {
    assertThat(answer("add", "{\"a\":1,\"b\":2,\"c\":1,\"d\":1,\"e\":1,\"f\":1,\"g\":1}"))
        .endsWith("it has no 'c', 'd', 'e', 'f', 'g'");
    assertThat(answer("add", "{\"a\":1,\"b\":2,\"c\":1,\"d\":1,\"e\":1,\"f\":1,\"g\":1,\"h\":1}"))
        .endsWith("it has no 'c', 'd', 'e', 'f', 'g' and 1 more");
  }

  @Test
  void definition_isWhatTheProtocolLists() {
    assertThat(calculator.definitions())
        .extracting(definition -> Json.text(definition.get("function")).split("\"", 5)[3])
        .containsExactly("add", "subtract", "multiply", "divide");
    assertThat(Json.text(calculator.definitions().getLast()))
        .isEqualTo(
            "{\"type\":\"function\",\"function\":{\"name\":\"divide\","
                + "\"description\":\"Divide two numbers\",\"parameters\":{\"type\":\"object\","
                + "\"properties\":{\"a\":{\"type\":\"number\",\"description\":\"Numerator\"},"
                + "\"b\":{\"type\":\"number\",\"description\":\"Denominator (cannot be zero)\"}},"
                + "\"required\":[\"a\",\"b\"]}}}");
  }

  private String answer(String name, Object arguments) {
    return calculator.run(new ToolCall("call_1", name, arguments)).content();
  }
}
