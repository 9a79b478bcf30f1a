package dev.rolloutserver.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rolloutserver.conversation.Message;
import dev.rolloutserver.conversation.ToolCall;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CalculationScriptTest {
  private static final Turn PLAIN = Turn.saying("I can add numbers and multiply the sum.");

  private final Script script = Script.calculation();

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "Please calculate 15 and 23          | 15   | 23",
        "ADD 1 to 2, then 3                  | 1    | 2",
        "the Sum of -1.5 and 0.25            | -1.5 | 0.25",
        "1 plus 2                            | 1    | 2"
      })
  void wish_forASum_callsAddWithTheFirstTwoNumbers(String question, String a, String b) {
    assertThat(next(user(question)))
        .isEqualTo(
            Turn.calling(
                "I'll calculate the sum first.",
                new Turn.Call("add", "{\"a\": " + a + ", \"b\": " + b + "}")));
  }

  @Test
  void wish_inParts_isRead() {
    Message question =
        Message.of(
            Map.of(
                "role",
                "user",
                "content",
                List.of(
                    Map.of("type", "text", "text", "calculate 1 "),
                    Map.of("type", "image"),
                    Map.of("type", "text", "text", "2"))));

    assertThat(next(question).calls())
        .containsExactly(new Turn.Call("add", "{\"a\": 1, \"b\": 2}"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"Hello", "multiply 2 by 3", "add", "calculate 1", ""})
  void question_ofAnotherKind_isAnsweredPlainly(String question) {
    assertThat(next(user(question))).isEqualTo(PLAIN);
  }

  @Test
  void resultOfAdd_isMultipliedByTheThirdNumber() {
    assertThat(next(user("add 1 and 2, times 7"), calling("add"), result("3")))
        .isEqualTo(
            Turn.calling(
                "Continuing the calculation.", new Turn.Call("multiply", "{\"a\": 3, \"b\": 7}")));
  }

  @Test
  void resultOfAdd_withoutAThirdNumber_isDoubled() {
    assertThat(next(user("add 1 and 2"), calling("add"), result("1e+16")).calls())
        .containsExactly(new Turn.Call("multiply", "{\"a\": 1e+16, \"b\": 2}"));
  }

  @Test
  void resultOfMultiply_isTheFinalSentence() {
    assertThat(next(user("add 1 and 2"), calling("multiply"), result("6.0")))
        .isEqualTo(Turn.saying("The final result is 6.0."));
  }

  @ParameterizedTest
  @ValueSource(strings = {"Error: Division by zero", "inf", "nan", ""})
  void result_thatIsNoNumber_isAnsweredPlainly(String result) {
    assertThat(next(user("add 1 and 2"), calling("add"), result(result))).isEqualTo(PLAIN);
  }

  @Test
  void result_ofNoCall_isAnsweredPlainly() {
    assertThat(next(user("add 1 and 2"), result("3"))).isEqualTo(PLAIN);
  }

  @Test
  void listedTurns_areSaidInOrderAndTheLastAgain() {
    Script listed = Script.of(Turn.saying("a"), Turn.saying("b"));

    List<Turn> said = new ArrayList<>();
    for (int turn = 0; turn < 4; turn++) {
      said.add(listed.next("r", turn, List.of()));
    }

    assertThat(said).extracting(Turn::content).containsExactly("a", "b", "b", "b");
  }

  private Turn next(Message... messages) {
    return script.next("r", 0, List.of(messages));
  }

  private static Message user(String content) {
    return Message.of(Map.of("role", "user", "content", content));
  }

  private static Message calling(String function) {
    Map<String, Object> call =
        Map.of(
            "id",
            "call_1",
            "type",
            "function",
            "function",
            Map.of("name", function, "arguments", "{}"));
    return Message.of(Map.of("role", "assistant", "content", "", "tool_calls", List.of(call)));
  }

  private static Message result(String content) {
    return Message.toolResult(new ToolCall("call_1", "any", "{}"), content);
  }
}
