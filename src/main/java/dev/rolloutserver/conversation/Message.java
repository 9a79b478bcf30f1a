package dev.rolloutserver.conversation;

import dev.rolloutserver.json.Json;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One message: the value that the chat template sees and the bytes that the trainer gets. They are
 * the same message: what is rendered is what is sent.
 */
public final class Message {
  private final Map<String, @Nullable Object> value;
  private final byte[] json;

  private Message(Map<String, @Nullable Object> value) {
    this.value = value;
    this.json = Json.write(value);
  }

  /**
   * The message with these members. Null counts as absent in the message, its tool calls and their
   * functions, except {@code content}, which templates tell apart.
   */
  public static Message of(Map<String, ? extends @Nullable Object> members) {
    Map<String, @Nullable Object> value = withoutNulls(members, "content");
    if (value.get("tool_calls") instanceof List<?> calls) {
      List<@Nullable Object> kept = new ArrayList<>(calls.size());
      for (Object call : calls) {
        kept.add(call instanceof Map<?, ?> map ? toolCall(map) : call);
      }
      value.put("tool_calls", kept);
    }
    return new Message(Collections.unmodifiableMap(value));
  }

  /** What a tool answered to a call. */
  public static Message toolResult(ToolCall call, String content) {
    Map<String, Object> members = new LinkedHashMap<>();
    members.put("role", "tool");
    members.put("content", content);
    members.put("tool_call_id", call.id());
    return of(members);
  }

  /** The members, for the template; never to be changed. */
  public Map<String, @Nullable Object> value() {
    return value;
  }

  /** The members as UTF-8 JSON; never to be changed. */
  public byte[] json() {
    return json;
  }

  /** Who speaks. */
  public String role() {
    return String.valueOf(value.get("role"));
  }

  /** The calls that the model asks for, in order; empty where there are none. */
  public List<ToolCall> toolCalls() {
    List<ToolCall> calls = new ArrayList<>();
    if (value.get("tool_calls") instanceof List<?> elements) {
      for (Object element : elements) {
        if (element instanceof Map<?, ?> call
            && call.get("function") instanceof Map<?, ?> function) {
          calls.add(
              new ToolCall(
                  String.valueOf(call.get("id")),
                  String.valueOf(function.get("name")),
                  function.get("arguments")));
        }
      }
    }
    return calls;
  }

  @Override
  public String toString() {
    // conversations are not for logs
    return "message of " + role() + ", " + json.length + " bytes";
  }

  private static Map<String, @Nullable Object> toolCall(Map<?, ?> members) {
    Map<String, @Nullable Object> call = withoutNulls(members, "");
    if (call.get("function") instanceof Map<?, ?> function) {
      call.put("function", withoutNulls(function, ""));
    }
    return call;
  }

  private static Map<String, @Nullable Object> withoutNulls(Map<?, ?> members, String kept) {
    Map<String, @Nullable Object> value = new LinkedHashMap<>();
    members.forEach((name, member) -> {
      if (member != null || kept.equals(name)) {
        value.put(String.valueOf(name), member);
      }
    });
    return value;
  }
}
