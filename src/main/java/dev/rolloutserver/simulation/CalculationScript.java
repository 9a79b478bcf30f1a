package dev.rolloutserver.simulation;

import dev.rolloutserver.conversation.Message;
import dev.rolloutserver.conversation.ToolCall;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The conversation of the mock trainer that everyone can compare with. */
final class CalculationScript implements Script {
  private static final Pattern WISH =
      Pattern.compile("calculate|add|sum|plus", Pattern.CASE_INSENSITIVE);

  /** A number that is one in JSON too. */
  private static final Pattern NUMBER = Pattern.compile("-?\\b(?:0|[1-9]\\d*)(?:\\.\\d+)?\\b");

  private static final Pattern RESULT =
      Pattern.compile("-?(?:0|[1-9]\\d*)(?:\\.\\d+)?(?:e[+-]?\\d+)?");

  private static final Turn PLAIN = Turn.saying("I can add numbers and multiply the sum.");

  @Override
  public Turn next(String rolloutId, int turn, List<Message> messages) {
    Message last = messages.getLast();
    String text = text(last);
    return switch (last.role()) {
      case "user" -> WISH.matcher(text).find() ? addition(messages) : PLAIN;
      case "tool" -> afterResult(calledFunction(last, messages), text, messages);
      default -> PLAIN;
    };
  }

  private static Turn addition(List<Message> messages) {
    List<String> numbers = numbers(messages);
    return numbers.size() < 2
        ? PLAIN
        : Turn.calling(
            "I'll calculate the sum first.", call("add", numbers.getFirst(), numbers.get(1)));
  }

  private static Turn afterResult(String function, String result, List<Message> messages) {
    if (!RESULT.matcher(result).matches()) {
      return PLAIN;
    }
    return switch (function) {
      case "add" -> {
        List<String> numbers = numbers(messages);
        String factor = numbers.size() > 2 ? numbers.get(2) : "2";
        yield Turn.calling("Continuing the calculation.", call("multiply", result, factor));
      }
      case "multiply" -> Turn.saying("The final result is " + result + ".");
      default -> PLAIN;
    };
  }

  private static Turn.Call call(String name, String a, String b) {
    return new Turn.Call(name, "{\"a\": " + a + ", \"b\": " + b + "}");
  }

  /** The numbers in the first question, as they are written there. */
  private static List<String> numbers(List<Message> messages) {
    Optional<Message> question =
        messages.stream().filter(message -> message.role().equals("user")).findFirst();
    return question.stream()
        .flatMap(message -> NUMBER.matcher(text(message)).results())
        .map(MatchResult::group)
        .toList();
  }

  /** The function that the call of this result names; empty if there is no such call. */
  private static String calledFunction(Message result, List<Message> messages) {
    Object id = result.value().get("tool_call_id");
    return messages.reversed().stream()
        .flatMap(message -> message.toolCalls().stream())
        .filter(call -> call.id().equals(id))
        .map(ToolCall::name)
        .findFirst()
        .orElse("");
  }

  private static String text(Message message) {
    return switch (message.value().get("content")) {
      case String text -> text;
      case List<?> parts -> String.join("", parts.stream().map(CalculationScript::part).toList());
      case null, default -> "";
    };
  }

  private static String part(@Nullable Object part) {
    return part instanceof Map<?, ?> members && members.get("text") instanceof String text
        ? text
        : "";
  }
}
