package dev.rolloutserver.command;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What a conversation written as JSON means to a template. */
final class TemplateVariables {
  private static final Set<String> READ_ALREADY =
      Set.of(
          "messages", "tools", "documents", "add_generation_prompt", "special_tokens", "options");

  private TemplateVariables() {}

  /**
   * The variables of a conversation, in their order; a later one of the same name wins.
   *
   * @throws InputException if there are no messages or the conversation has members of a wrong type
   */
  static Map<String, @Nullable Object> of(
      @Nullable Object conversation, Map<String, @Nullable Object> overrides) {
    Map<String, @Nullable Object> members = object(conversation, "The conversation");
    Map<String, @Nullable Object> variables = new LinkedHashMap<>();
    variables.put("messages", members.get("messages"));
    variables.put("tools", members.get("tools"));
    variables.put("documents", members.get("documents"));
    variables.put("add_generation_prompt", members.getOrDefault("add_generation_prompt", false));
    variables.putAll(part(members, "special_tokens"));
    Map<String, @Nullable Object> options = new LinkedHashMap<>(part(members, "options"));
    // an argument of apply_chat_template, which templates never see
    options.remove("continue_final_message");
    variables.putAll(options);
    members.forEach((name, value) -> {
      if (!READ_ALREADY.contains(name)) {
        variables.put(name, value);
      }
    });
    variables.putAll(overrides);
    if (!(variables.get("messages") instanceof List<?>)) {
      throw new InputException(
          overrides.containsKey("messages")
              ? "--set messages must be an array"
              : "The conversation has no array 'messages'");
    }
    return variables;
  }

  /** The value as an object; the thing names it in the complaint that it is none. */
  @SuppressWarnings("unchecked") // objects that were read have strings for names
  static Map<String, @Nullable Object> object(@Nullable Object value, String thing) {
    if (value instanceof Map<?, ?> members) {
      return (Map<String, @Nullable Object>) members;
    }
    throw new InputException(thing + " must be a JSON object");
  }

  private static Map<String, @Nullable Object> part(
      Map<String, @Nullable Object> members, String name) {
    Object value = members.get(name);
    return value == null ? Map.of() : object(value, "'" + name + "' of the conversation");
  }
}
