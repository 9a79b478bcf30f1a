package dev.rolloutserver.prompt;

import dev.rolloutserver.conversation.Message;
import dev.rolloutserver.json.Json;
import dev.rolloutserver.json.JsonException;
import dev.rolloutserver.json.JsonLimits;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * How a conversation is given to a chat template.
 *
 * @param tools what the template finds as {@code tools}; empty: none
 * @param parsesArguments whether arguments of tool calls that are JSON texts are given as objects
 * @param further variables beside those that {@code apply_chat_template} makes itself, with special
 *     tokens
 */
record PromptVariables(
    List<? extends Map<String, ?>> tools,
    boolean parsesArguments,
    Map<String, ? extends @Nullable Object> further) {
  /** What {@code apply_chat_template} makes of its own arguments. */
  private static final Set<String> RESERVED = Set.of("messages", "tools", "add_generation_prompt");

  /** The variables of a conversation, as {@code apply_chat_template} passes them. */
  Map<String, @Nullable Object> of(List<Message> conversation, boolean generation) {
    Map<String, @Nullable Object> variables = new LinkedHashMap<>();
    variables.put("messages", messages(conversation));
    variables.put("tools", tools.isEmpty() ? null : tools);
    variables.put("documents", null);
    variables.put("add_generation_prompt", generation);
    further.forEach((name, value) -> {
      if (!RESERVED.contains(name)) {
        variables.put(name, value);
      }
    });
    return variables;
  }

  PromptVariables withTools(List<? extends Map<String, ?>> otherTools) {
    return new PromptVariables(otherTools, parsesArguments, further);
  }

  PromptVariables withParsedArguments(boolean parses) {
    return new PromptVariables(tools, parses, further);
  }

  PromptVariables with(String name, Object value) {
    Map<String, @Nullable Object> more = new LinkedHashMap<>(further);
    more.put(name, value);
    return new PromptVariables(tools, parsesArguments, more);
  }

  private List<Map<String, @Nullable Object>> messages(List<Message> conversation) {
    List<Map<String, @Nullable Object>> messages = new ArrayList<>(conversation.size());
    for (Message message : conversation) {
      messages.add(parsesArguments ? parsed(message.value()) : message.value());
    }
    return messages;
  }

  private static Map<String, @Nullable Object> parsed(Map<String, @Nullable Object> message) {
    if (!(message.get("tool_calls") instanceof List<?> calls)) {
      return message;
    }
    Map<String, @Nullable Object> parsed = new LinkedHashMap<>(message);
    List<@Nullable Object> parsedCalls = new ArrayList<>(calls.size());
    for (Object call : calls) {
      parsedCalls.add(call instanceof Map<?, ?> members ? parsedCall(members) : call);
    }
    parsed.put("tool_calls", parsedCalls);
    return parsed;
  }

  private static Map<?, ?> parsedCall(Map<?, ?> call) {
    if (call.get("function") instanceof Map<?, ?> function
        && function.get("arguments") instanceof String text
        && object(text) instanceof Map<?, ?> arguments) {
      Map<Object, @Nullable Object> parsedFunction = new LinkedHashMap<>(function);
      parsedFunction.put("arguments", arguments);
      Map<Object, @Nullable Object> parsed = new LinkedHashMap<>(call);
      parsed.put("function", parsedFunction);
      return parsed;
    }
    return call;
  }

  private static @Nullable Object object(String text) {
    try {
      return Json.read(text, JsonLimits.DEFAULT);
    } catch (JsonException e) {
      // what is not JSON is given as it was sent
      return null;
    }
  }
}
