package dev.rolloutserver.template;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rolloutserver.SharedData;
import dev.rolloutserver.json.Json;
import dev.rolloutserver.json.JsonLimits;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What Python renders for real templates and conversations. */
class GoldenTest {
  private final Map<String, ChatTemplate> templates = new HashMap<>();

  @Test
  void render_realTemplatesAndConversations_isWhatPythonRenders() throws IOException {
    Map<String, Map<String, Object>> conversations = conversations();
    List<String> rows = RecordedLines.of(SharedData.path("chat-templates/golden.jsonl.gz"));
    List<String> differences = new ArrayList<>();
    for (String row : rows) {
      RecordedCase recorded = RecordedCase.parse(row);
      difference(recorded, conversations.get(recorded.text("conversation")))
          .ifPresent(differences::add);
    }

    assertThat(differences).isEmpty();
    assertThat(rows).hasSize(3520);
  }

  private Optional<String> difference(
      RecordedCase recorded, @Nullable Map<String, Object> conversation) {
    String name = recorded.text("template");
    return recorded.difference(
        name,
        _ -> templates.computeIfAbsent(name, GoldenTest::compile),
        variables(recorded, conversation == null ? Map.of() : conversation));
  }

  private static ChatTemplate compile(String name) {
    Path file = SharedData.path("chat-templates/templates/" + name + ".jinja");
    try {
      return ChatTemplate.compile(Files.readString(file));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Map<String, @Nullable Object> variables(
      RecordedCase recorded, Map<String, Object> conversation) {
    Map<String, Object> options = RecordedCase.map(conversation.get("options"));
    Map<String, @Nullable Object> variables = new LinkedHashMap<>();
    for (String name : List.of("messages", "tools", "documents")) {
      variables.put(name, conversation.get(name));
    }
    variables.putAll(recorded.members("special_tokens"));
    variables.putAll(options);
    variables.remove("continue_final_message");
    return variables;
  }

  private static Map<String, Map<String, Object>> conversations() throws IOException {
    byte[] file = Files.readAllBytes(SharedData.path("chat-templates/conversations.json"));
    Map<String, Map<String, Object>> byId = new HashMap<>();
    if (Json.read(file, JsonLimits.DEFAULT) instanceof List<?> list) {
      list.forEach(item -> {
        Map<String, Object> conversation = RecordedCase.map(item);
        byId.put(String.valueOf(conversation.get("id")), conversation);
      });
    }
    return byId;
  }
}
