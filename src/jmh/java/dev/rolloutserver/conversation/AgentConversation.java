package dev.rolloutserver.conversation;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Conversations of an agent for benchmarks: about 200 tokens a turn, and texts that are those of
 * one number alone, so that nothing that is remembered of one helps another.
 */
public final class AgentConversation {
  private static final int TOKENS_OF_A_TURN = 200;
  private static final int TOKENS_BEFORE = 600;
  private static final String SENTENCE =
      " the result of the first call is not the value that the next line needs";

  private AgentConversation() {}

  /** A question and turns until there are about so many tokens, with those of four tools. */
  public static List<Message> messages(int tokens, long number) {
    List<Message> messages = new ArrayList<>();
    messages.add(message("system", text(3, number, -2)));
    messages.add(message("user", text(3, number, -1)));
    for (int turn = 0; turn * TOKENS_OF_A_TURN < tokens - TOKENS_BEFORE; turn++) {
      messages.addAll(turn(turn, number));
    }
    return messages;
  }

  /** What the model says in a turn, and a tool after it. */
  public static List<Message> turn(int turn, long number) {
    Map<String, Object> call =
        Map.of(
            "id",
            "call-" + turn,
            "type",
            "function",
            "function",
            Map.of("name", "add", "arguments", "{\"a\": " + number + ", \"b\": " + turn + "}"));
    Map<String, Object> answer = new LinkedHashMap<>();
    answer.put("role", "assistant");
    answer.put("content", text(4, number, turn));
    answer.put("tool_calls", List.of(call));
    Message said = Message.of(answer);
    return List.of(
        said, Message.toolResult(said.toolCalls().getFirst(), Long.toString(number + turn)));
  }

  private static Message message(String role, String content) {
    return Message.of(Map.of("role", role, "content", content));
  }

  private static String text(int sentences, long number, int turn) {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < sentences; i++) {
      text.append("In ").append(number).append(' ').append(turn * 10 + i);
      text.append(SENTENCE).append(". ");
    }
    return text.toString();
  }
}
