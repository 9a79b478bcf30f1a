package dev.rolloutserver.template;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rolloutserver.SharedData;
import dev.rolloutserver.json.Json;
import dev.rolloutserver.json.JsonLimits;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.zip.GZIPInputStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What Python renders for real templates and conversations, and for one-line templates. */
class GoldenTest {
  private static final Clock CLOCK =
      Clock.fixed(Instant.parse("2026-01-05T09:07:03Z"), ZoneOffset.UTC);

  @Test
  void render_realTemplatesAndConversations_isWhatPythonRenders() throws IOException {
    Map<String, Map<String, Object>> conversations = conversations();
    Map<String, ChatTemplate> templates = new HashMap<>();
    List<String> differences = new ArrayList<>();
    int rows = 0;
    try (BufferedReader lines = gzip(SharedData.path("chat-templates/golden.jsonl.gz"))) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        rows++;
        Map<String, Object> row = object(line);
        Map<String, Object> conversation = conversations.get(row.get("conversation"));
        check(row, variables(row, conversation), templates).ifPresent(differences::add);
      }
    }

    assertThat(differences).isEmpty();
    assertThat(rows).isEqualTo(3520);
  }

  @Test
  void render_edgeCases_isWhatJinjaRenders() throws IOException {
    List<String> lines = Files.readAllLines(SharedData.path("chat-templates/edge-cases.jsonl"));
    Map<String, Object> context = map(object(lines.getFirst()).get("edge_context"));
    List<String> differences = new ArrayList<>();
    for (String line : lines.subList(1, lines.size())) {
      Map<String, Object> row = object(line);
      if (!row.containsKey("unstable")) {
        String source = String.valueOf(row.get("template"));
        outcome(row, () -> ChatTemplate.compile(source), context).ifPresent(differences::add);
      }
    }

    assertThat(differences).isEmpty();
    assertThat(lines).hasSize(560);
  }

  @FunctionalInterface
  private interface Source {
    ChatTemplate compile();
  }

  private static Optional<String> check(
      Map<String, Object> row, Map<String, ?> variables, Map<String, ChatTemplate> templates)
      throws IOException {
    String name = String.valueOf(row.get("template"));
    Path file = SharedData.path("chat-templates/templates/" + name + ".jinja");
    String source = Files.readString(file);
    return outcome(
        row, () -> templates.computeIfAbsent(name, _ -> ChatTemplate.compile(source)), variables);
  }

  /** What differs, if anything. */
  private static Optional<String> outcome(
      Map<String, Object> row, Source source, Map<String, ?> variables) {
    String id =
        row.getOrDefault("id", "")
            + ""
            + row.getOrDefault("template", "")
            + " × "
            + row.getOrDefault("conversation", "");
    try {
      Rendering rendering = source.compile().render(variables, CLOCK);
      if (row.containsKey("error")) {
        return Optional.of(id + ": expected " + row.get("error") + "\n  got " + rendering.text());
      }
      if (!rendering.text().equals(row.get("expected"))) {
        return Optional.of(
            id + "\n  expected " + row.get("expected") + "\n  got      " + rendering.text());
      }
      if (row.containsKey("generation_spans")) {
        List<Object> spans = new ArrayList<>();
        rendering
            .generationSpans()
            .forEach(span -> spans.add(List.of((long) span.start(), (long) span.end())));
        return spans.equals(row.get("generation_spans"))
            ? Optional.empty()
            : Optional.of(id + ": spans " + row.get("generation_spans") + " but " + spans);
      }
      return Optional.empty();
    } catch (TemplateException e) {
      if (!(row.get("error") instanceof Map<?, ?> error)) {
        return Optional.of(
            id
                + ": expected "
                + row.get("expected")
                + "\n  got "
                + e.kind()
                + ": "
                + e.getMessage());
      }
      return kindDiffers(error, e)
          ? Optional.of(id + ": expected " + error + "\n  got " + e.kind() + ": " + e.getMessage())
          : Optional.empty();
    }
  }

  private static boolean kindDiffers(Map<?, ?> error, TemplateException e) {
    String type = String.valueOf(error.get("type"));
    return switch (type) {
      case "TemplateError" ->
          e.kind() != TemplateException.Kind.RAISED
              || !String.valueOf(error.get("message")).equals(e.getMessage());
      case "TemplateSyntaxError", "TemplateAssertionError" ->
          e.kind() != TemplateException.Kind.SYNTAX || e.line() < 1;
      case "RecursionError" ->
          e.kind() != TemplateException.Kind.LIMIT && e.kind() != TemplateException.Kind.EVALUATION;
      default -> e.kind() != TemplateException.Kind.EVALUATION || e.line() < 1;
    };
  }

  private static Map<String, @Nullable Object> variables(
      Map<String, Object> row, @Nullable Map<String, Object> conversation) {
    if (conversation == null) {
      throw new IllegalStateException("no conversation " + row.get("conversation"));
    }
    Map<String, @Nullable Object> variables = new LinkedHashMap<>();
    Map<String, Object> options = map(conversation.get("options"));
    variables.put("messages", conversation.get("messages"));
    variables.put("tools", conversation.get("tools"));
    variables.put("documents", conversation.get("documents"));
    variables.put("add_generation_prompt", options.get("add_generation_prompt"));
    variables.putAll(map(row.get("special_tokens")));
    options.forEach((name, value) -> {
      if (!name.equals("continue_final_message")) {
        variables.put(name, value);
      }
    });
    return variables;
  }

  private static Map<String, Map<String, Object>> conversations() throws IOException {
    byte[] file = Files.readAllBytes(SharedData.path("chat-templates/conversations.json"));
    Map<String, Map<String, Object>> byId = new HashMap<>();
    if (Json.read(file, JsonLimits.DEFAULT) instanceof List<?> list) {
      list.forEach(item -> byId.put(String.valueOf(map(item).get("id")), map(item)));
    }
    return byId;
  }

  private static BufferedReader gzip(Path file) throws IOException {
    return new BufferedReader(
        new InputStreamReader(
            new GZIPInputStream(Files.newInputStream(file)), StandardCharsets.UTF_8));
  }

  private static Map<String, Object> object(String json) {
    return map(Json.read(json, JsonLimits.DEFAULT));
  }

  @SuppressWarnings("unchecked") // objects of JSON have text keys
  private static Map<String, Object> map(@Nullable Object value) {
    if (value instanceof Map<?, ?> map) {
      return (Map<String, Object>) map;
    }
    throw new IllegalStateException("no object: " + value);
  }
}
