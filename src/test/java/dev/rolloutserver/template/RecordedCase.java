package dev.rolloutserver.template;

import dev.rolloutserver.json.Json;
import dev.rolloutserver.json.JsonLimits;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What Python made of a template, as a row of JSON, and how ours differs from it. */
final class RecordedCase {
  static final Clock CLOCK = Clock.fixed(Instant.parse("2026-01-05T09:07:03Z"), ZoneOffset.UTC);

  /** Addresses in memory mean nothing. */
  private static final Pattern ADDRESS = Pattern.compile("0x[0-9a-f]+", Pattern.CASE_INSENSITIVE);

  private final Map<String, Object> row;

  RecordedCase(Map<String, Object> row) {
    this.row = row;
  }

  static RecordedCase parse(String json) {
    return new RecordedCase(object(json));
  }

  static Map<String, Object> object(String json) {
    return map(Json.read(json, JsonLimits.DEFAULT));
  }

  @SuppressWarnings("unchecked") // objects of JSON have text keys
  static Map<String, Object> map(@Nullable Object value) {
    if (value instanceof Map<?, ?> map) {
      return (Map<String, Object>) map;
    }
    throw new IllegalStateException("no object: " + value);
  }

  String text(String member) {
    return String.valueOf(row.get(member));
  }

  boolean has(String member) {
    return row.containsKey(member);
  }

  Map<String, Object> members(String member) {
    return row.get(member) == null ? Map.of() : map(row.get(member));
  }

  /** The variables that every template is given, then those of the row. */
  Map<String, @Nullable Object> variables() {
    Map<String, @Nullable Object> variables = new LinkedHashMap<>();
    variables.put("messages", List.of());
    variables.put("tools", null);
    variables.put("documents", null);
    variables.put("add_generation_prompt", false);
    variables.putAll(members("context"));
    return variables;
  }

  /** The difference in words, if there is one. */
  Optional<String> difference(
      String source, Function<String, ChatTemplate> compiler, Map<String, ?> variables) {
    try {
      Rendering rendering = compiler.apply(source).render(variables, CLOCK);
      return differs(rendering) ? Optional.of(report(rendering.toString())) : Optional.empty();
    } catch (TemplateException e) {
      return differs(e)
          ? Optional.of(report(e.kind() + " in line " + e.line() + ": " + e.getMessage()))
          : Optional.empty();
    }
  }

  private String report(String outcome) {
    return row + "\n  but: " + outcome;
  }

  private boolean differs(Rendering rendering) {
    List<Object> spans = new ArrayList<>();
    rendering
        .generationSpans()
        .forEach(span -> spans.add(List.of((long) span.start(), (long) span.end())));
    String wanted = text("expected");
    return !has("expected")
        || !ADDRESS
            .matcher(rendering.text())
            .replaceAll("0x")
            .equals(ADDRESS.matcher(wanted).replaceAll("0x"))
        || (has("generation_spans") && !spans.equals(row.get("generation_spans")));
  }

  private boolean differs(TemplateException e) {
    if (!has("error")) {
      return true;
    }
    Map<String, Object> error = members("error");
    return switch (kind(error)) {
      case "raised" ->
          e.kind() != TemplateException.Kind.RAISED
              || !String.valueOf(error.get("message")).equals(e.getMessage());
      case "syntax" -> e.kind() != TemplateException.Kind.SYNTAX || e.line() < 1;
      default ->
          (e.kind() != TemplateException.Kind.EVALUATION
                  && e.kind() != TemplateException.Kind.LIMIT)
              || e.line() < 1;
    };
  }

  private static String kind(Map<String, Object> error) {
    if (error.get("kind") instanceof String kind) {
      return kind;
    }
    return switch (String.valueOf(error.get("type"))) {
      case "TemplateError" -> "raised";
      case "TemplateSyntaxError", "TemplateAssertionError" -> "syntax";
      default -> "evaluation";
    };
  }
}
