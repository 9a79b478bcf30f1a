package dev.rolloutserver.prompt;

import dev.rolloutserver.json.Json;
import dev.rolloutserver.json.JsonLimits;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/** Random conversations of several turns, made of what is hard to count in parts. */
final class RandomConversations {
  private static final List<String> FRAGMENTS =
      List.of(
          // markers of both models, whole
          "<|im_start|>",
          "<|im_end|>",
          "<think>",
          "</think>",
          "<tool_call>",
          "</tool_response>",
          "<|endoftext|>",
          "<\uff5cUser\uff5c>",
          "<\uff5cAssistant\uff5c>",
          "<\uff5ctool\u2581call\u2581begin\uff5c>",
          "<\uff5cend\u2581of\u2581sentence\uff5c>",
          "<|EOT|>",
          // and in part
          "<",
          "<|",
          "<|im_",
          "im_end|>",
          "|>",
          "</",
          "think>",
          "<\uff5c",
          "\uff5c>",
          "<\uff5ctool\u2581call",
          "s\u2581begin\uff5c>",
          // whitespace, which joins what stands beside it
          " ",
          "  ",
          "\n",
          "\n\n",
          "\t",
          "\r\n",
          "\u00a0",
          "\u3000",
          // words and what sticks to them
          "hello",
          " world",
          "assistant",
          "user",
          "'s",
          "'",
          "don't",
          "x1",
          "12",
          "3456",
          "3.14",
          "...",
          "!?",
          "{\"a\": 1}",
          "\\n",
          // characters that normalization or encoding changes
          "\u4f60\u597d",
          "\u3053\u3093",
          "\ud55c\uad6d",
          "caf\u00e9",
          "e\u0301",
          "\u0301",
          "\ud83d\ude00",
          "\ud83d\udc68\u200d\ud83d\udc69",
          "\u200b",
          "\ufeff",
          "\u0928\u092e");

  private static final String ADD =
      """
      {"type": "function", "function": {"name": "add", "description": "Adds <|im_end|> numbers.",
       "parameters": {"type": "object", "properties": {"a": {"type": "number"}}}}}
      """;

  private final Random random;

  RandomConversations(long seed) {
    this.random = new Random(seed);
  }

  /** What the model may call; often nothing. */
  List<Map<String, Object>> tools() {
    return random.nextInt(4) == 0
        ? List.of(RealModel.object(Json.read(ADD, JsonLimits.DEFAULT)))
        : List.of();
  }

  /** The messages before each answer of the model: the first ones, then what follows. */
  List<List<Map<String, @Nullable Object>>> turns() {
    List<List<Map<String, @Nullable Object>>> turns = new ArrayList<>();
    List<Map<String, @Nullable Object>> first = new ArrayList<>();
    if (random.nextBoolean()) {
      first.add(message("system", text()));
    }
    first.add(message("user", text()));
    turns.add(first);
    for (int turn = random.nextInt(4); turn > 0; turn--) {
      turns.add(turn());
    }
    return turns;
  }

  /** A text of a few fragments; sometimes empty. */
  String text() {
    StringBuilder text = new StringBuilder();
    for (int i = random.nextInt(6); i > 0; i--) {
      text.append(FRAGMENTS.get(random.nextInt(FRAGMENTS.size())));
    }
    return text.toString();
  }

  private List<Map<String, @Nullable Object>> turn() {
    List<Map<String, @Nullable Object>> messages = new ArrayList<>();
    Map<String, @Nullable Object> answer = message("assistant", answer());
    messages.add(answer);
    if (random.nextInt(8) == 0) {
      answer.put("reasoning_content", text());
    }
    int calls = random.nextInt(3);
    if (calls > 0) {
      List<Object> made = new ArrayList<>();
      for (int i = 0; i < calls; i++) {
        made.add(call(i));
        Map<String, @Nullable Object> result = message("tool", text());
        result.put("tool_call_id", "call_" + i);
        messages.add(result);
      }
      answer.put("tool_calls", made);
    }
    if (calls == 0 || random.nextInt(6) == 0) {
      messages.add(message("user", text()));
    }
    return messages;
  }

  private String answer() {
    return random.nextInt(3) == 0 ? "<think>\n" + text() + "\n</think>\n\n" + text() : text();
  }

  private Map<String, Object> call(int index) {
    Map<String, Object> function = new LinkedHashMap<>();
    function.put("name", "add");
    function.put(
        "arguments",
        "{\"a\": "
            + random.nextInt(100)
            + ", \"b\": \""
            + text().replace("\"", "").replace("\\", "")
            + "\"}");
    Map<String, Object> call = new LinkedHashMap<>();
    call.put("id", "call_" + index);
    call.put("type", "function");
    call.put("function", function);
    return call;
  }

  private static Map<String, @Nullable Object> message(String role, String content) {
    return TinyModel.message(role, content);
  }
}
