package dev.rolloutserver.protocol;

import dev.rolloutserver.conversation.Message;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What a message of a request must be; what the rules do not name is kept as it is. */
final class MessageRules {
  static final int MAX_NAME = 256;

  private static final List<String> ROLES =
      List.of("system", "user", "assistant", "tool", "function");

  private MessageRules() {}

  /** The members of the message, which are to be used once nothing is wrong. */
  static Map<?, ?> check(Input message) {
    Map<?, ?> members = message.model();
    if (message.isObject()) {
      message.member("role").oneOf(ROLES);
      Input content = message.member("content");
      if (!content.isNullOrAbsent()) {
        content.textOrObjects();
      }
      Input calls = message.member("tool_calls");
      if (!calls.isNullOrAbsent()) {
        calls.elements(MessageRules::checkCall);
      }
      Input id = message.member("tool_call_id");
      if (!id.isNullOrAbsent()) {
        id.text(0, MAX_NAME);
      }
      message.sendable(EnumSet.allOf(Unsendable.class));
    }
    return members;
  }

  /** The message of these members, in which each tool call says its type. */
  static Message message(Map<?, ?> members) {
    Map<String, @Nullable Object> value = copy(members);
    if (value.get("tool_calls") instanceof List<?> calls) {
      List<@Nullable Object> typed = new ArrayList<>(calls.size());
      calls.forEach(call -> typed.add(call instanceof Map<?, ?> map ? typed(map) : call));
      value.put("tool_calls", typed);
    }
    return Message.of(value);
  }

  private static Input checkCall(Input call) {
    call.model();
    if (call.isObject()) {
      call.member("id").text(1, MAX_NAME);
      Input type = call.member("type");
      if (type.isPresent()) {
        type.oneOf(List.of("function"));
      }
      Input function = call.member("function");
      function.model();
      if (function.isObject()) {
        function.member("name").text(1, MAX_NAME);
        function.member("arguments").textOrObject();
      }
    }
    return call;
  }

  /** Templates read the type, which is the only one there is and may be left out. */
  private static Map<String, @Nullable Object> typed(Map<?, ?> call) {
    if (call.get("type") != null) {
      return copy(call);
    }
    Map<String, @Nullable Object> typed = new LinkedHashMap<>();
    typed.put("id", call.get("id"));
    typed.put("type", "function");
    copy(call)
        .forEach((name, member) -> {
          if (!name.equals("type")) {
            typed.put(name, member);
          }
        });
    return typed;
  }

  private static Map<String, @Nullable Object> copy(Map<?, ?> members) {
    Map<String, @Nullable Object> copy = new LinkedHashMap<>();
    members.forEach((name, member) -> copy.put(String.valueOf(name), member));
    return copy;
  }
}
