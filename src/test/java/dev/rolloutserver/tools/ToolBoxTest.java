package dev.rolloutserver.tools;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.rolloutserver.conversation.ToolCall;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ToolBoxTest {
  private final ToolBox calculator = ToolBox.calculator();

  @Test
  void success_hasNoCause() {
    assertThat(run("add", "{\"a\": 1, \"b\": 2}")).isEqualTo(new ToolResult("3", false, null));
  }

  @Test
  void arguments_asObject_areTaken() {
    assertThat(run("add", Map.of("a", 1L, "b", 0.5)).content()).isEqualTo("1.5");
  }

  @Test
  void name_isTheToolsOwn_whoeverSaysIt() {
    String said = "ADD".toLowerCase(Locale.ROOT);

    assertThat(calculator.name(new ToolCall("1", said, "{}"))).isEqualTo("add").isNotSameAs(said);
    assertThat(calculator.names())
        .filteredOn("add"::equals)
        .singleElement()
        .isSameAs(calculator.name(call("add")));
    assertThat(calculator.name(call("power"))).isEqualTo("power");
  }

  private static ToolCall call(String name) {
    return new ToolCall("1", name, "{}");
  }

  @Test
  void unknownFunction_namesThoseAvailable() {
    ToolResult result = run("power", "{}");

    assertThat(result.content())
        .isEqualTo(
            "Error: Unknown function 'power'; available are add, subtract, multiply, divide");
    assertThat(result.failed()).isTrue();
    assertThat(result.cause()).startsWith("Unknown function 'power'");
  }

  @Test
  void unknownFunction_withAnyName_isQuotedInOneLineOfText() {
    assertThat(run("a\nb\ud800", "{}").content()).contains("Unknown function 'a\\nb\\ud800';");
    assertThat(run("é".repeat(100), "{}").content()).contains("'" + "é".repeat(100) + "';");
    assertThat(run("é".repeat(101), "{}").content()).contains("'" + "é".repeat(100) + "'...;");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "``                      | Expecting value: line 1 column 1 (char 0)",
        "{'a': 1, 'b': 2}        | Expecting property name enclosed in double quotes",
        "{\"a\": NaN, \"b\": 2}  | NaN is not JSON: line 1 column 7 (char 6)",
        "{\"a\": 1, \"b\": Infinity} | Infinity is not JSON: line 1 column 15 (char 14)",
        "{\"a\": 1, \"b\": 2} x  | Extra data: line 1 column 18 (char 17)"
      })
  void arguments_thatAreNotJson_sayWhere(String arguments, String reason) {
    assertThat(run("add", arguments).content())
        .startsWith("Error: The arguments of add are not JSON: " + reason);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "[1, 2] | an array",
        "3 | a number",
        "\"{}\" | a string",
        "null | null",
        "true | a boolean"
      })
  void arguments_thatAreNoObject_sayWhatTheyAre(String arguments, String kind) {
    assertThat(run("add", arguments).content())
        .isEqualTo("Error: The arguments of add must be an object, not " + kind);
  }

  @Test
  void arguments_absentOrOfAnotherKind_areAnError() {
    assertThat(run("add", null).content())
        .isEqualTo("Error: The arguments of add must be an object, not null");
    assertThat(run("add", List.of(1L, 2L)).content())
        .isEqualTo("Error: The arguments of add must be an object, not an array");
  }

  @Test
  void toolThatBreaks_tellsTheModelNothingOfItsInsides() {
    Tool broken =
        new Tool() {
          @Override
          public String name() {
            return "broken";
          }

          @Override
          public Map<String, Object> definition() {
            return Map.of();
          }

          @Override
          public String call(Map<String, @Nullable Object> arguments) {
            throw new IllegalStateException("a secret");
          }
        };

    ToolResult result =
        new ToolBox(List.of(broken)).run(new ToolCall("call_1", "broken", Map.of()));

    assertThat(result)
        .isEqualTo(
            new ToolResult(
                "Error: The function broken failed",
                true,
                "java.lang.IllegalStateException: a secret"));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new ToolBox(List.of(broken, broken)))
        .withMessage("Two tools have the name broken");
  }

  @Test
  void with_others_takesThePlaceOfTheSameName_andKeepsTheirOrder() {
    ToolBox both = calculator.with(List.of(new Named("zoom"), new Named("add")));

    assertThat(both.names()).containsExactly("subtract", "multiply", "divide", "zoom", "add");
    assertThat(both.run(new ToolCall("call_1", "add", "{}")).content()).isEqualTo("by another");
    assertThat(run("add", "{\"a\": 1, \"b\": 2}").content()).isEqualTo("3");
  }

  private record Named(String name) implements Tool {
    @Override
    public Map<String, Object> definition() {
      return Map.of("name", name);
    }

    @Override
    public String call(Map<String, @Nullable Object> arguments) {
      return "by another";
    }
  }

  @Test
  void calls_ofManyThreads_doNotDisturbEachOther() throws Exception {
    List<Future<ToolResult>> results = new ArrayList<>();
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (long i = 0; i < 200; i++) {
        Map<String, Object> arguments = Map.of("a", i, "b", i);
        results.add(threads.submit(() -> run("add", arguments)));
      }
    }

    for (int i = 0; i < 200; i++) {
      assertThat(results.get(i).get().content()).isEqualTo(String.valueOf(2 * i));
    }
  }

  private ToolResult run(String name, @Nullable Object arguments) {
    return calculator.run(new ToolCall("call_1", name, arguments));
  }
}
