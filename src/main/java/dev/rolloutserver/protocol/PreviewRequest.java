package dev.rolloutserver.protocol;

import dev.rolloutserver.conversation.Message;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A conversation that somebody wants to see as the model does.
 *
 * @param messages at least one
 * @param tokenizerRevision null where it is not said
 * @param tools what the model may call; null where it is not said
 * @param chatTemplateKwargs further variables of the template; never to be changed
 */
public record PreviewRequest(
    String tokenizerName,
    @Nullable String tokenizerRevision,
    List<Message> messages,
    @Nullable List<Map<String, @Nullable Object>> tools,
    Map<String, @Nullable Object> chatTemplateKwargs) {
  private static final int MAX_TOOLS = 1000;

  public PreviewRequest {
    messages = List.copyOf(messages);
  }

  /**
   * Reads a body as that of a rollout is read.
   *
   * @param contentType value of the header; null where there is none
   * @throws InvalidRequest with all that is wrong
   */
  public static PreviewRequest read(
      byte[] body, @Nullable String contentType, RequestLimits limits) {
    Problems problems = new Problems();
    Input input = Input.ofBody(problems, RequestBody.read(body, contentType, limits.json()));
    List<Map<?, ?>> messages =
        input
            .member("messages")
            .elements(1, limits.maxMessages(), "server.max-messages", MessageRules::check);
    String name = input.member("tokenizer_name").text();
    Input revision = input.member("tokenizer_revision");
    String tokenizerRevision = revision.isNullOrAbsent() ? null : revision.text();
    Input tools = input.member("tools");
    List<Map<String, @Nullable Object>> definitions = tools.isNullOrAbsent() ? null : tools(tools);
    Input variables = input.member("chat_template_kwargs");
    Map<String, @Nullable Object> kwargs =
        variables.isNullOrAbsent() ? Map.of() : named(variables.object());
    variables.sendable(EnumSet.allOf(Unsendable.class));
    problems.refuse();
    return new PreviewRequest(
        name,
        tokenizerRevision,
        messages.stream().map(MessageRules::message).toList(),
        definitions,
        Collections.unmodifiableMap(kwargs));
  }

  @Override
  public String toString() {
    // conversations are not for logs
    return "preview of " + messages.size() + " messages for " + tokenizerName;
  }

  private static List<Map<String, @Nullable Object>> tools(Input tools) {
    List<Map<String, @Nullable Object>> definitions = new ArrayList<>();
    tools
        .elements(0, MAX_TOOLS, "the tools of one conversation", tool -> named(tool.model()))
        .forEach(definitions::add);
    tools.sendable(EnumSet.allOf(Unsendable.class));
    return definitions;
  }

  private static Map<String, @Nullable Object> named(Map<?, ?> members) {
    Map<String, @Nullable Object> named = new LinkedHashMap<>();
    members.forEach((name, value) -> named.put(String.valueOf(name), value));
    return named;
  }
}
