package dev.rolloutserver.command;

import dev.rolloutserver.json.Json;
import dev.rolloutserver.json.JsonException;
import dev.rolloutserver.json.JsonLimits;
import dev.rolloutserver.template.Rendering;
import dev.rolloutserver.template.TemplateException;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Renders what each line of a stream asks for, one answer a line; a bad line does not end it. */
final class RenderBatch {
  private static final int TEMPLATES_KEPT = 64;
  private static final JsonLimits LIMITS = JsonLimits.DEFAULT;

  private final RenderDefaults defaults;
  private final TemplateCache templates = new TemplateCache(TEMPLATES_KEPT);

  /** Each default holds for the lines that say nothing else. */
  RenderBatch(RenderDefaults defaults) {
    this.defaults = defaults;
  }

  /** Answers until the stream ends; answers are flushed whenever no input is ready. */
  void run(InputStream in, OutputStream out) throws IOException {
    OutputStream answers = new BufferedOutputStream(out, 1 << 16);
    try {
      LineInput lines = new LineInput(in, LIMITS.maxBytes(), answers);
      for (Optional<byte[]> line = lines.next(); line.isPresent(); line = lines.next()) {
        Json.writeTo(answers, answer(line.get()));
        answers.write('\n');
      }
    } finally {
      answers.flush();
    }
  }

  private Map<String, @Nullable Object> answer(byte[] line) {
    Map<String, @Nullable Object> answer = new LinkedHashMap<>();
    try {
      Map<String, @Nullable Object> request = request(line);
      if (request.containsKey("id")) {
        answer.put("id", request.get("id"));
      }
      boolean withSpans = flag(request, "spans", defaults.spans());
      Rendering rendering = render(request);
      answer.put("text", rendering.text());
      if (withSpans) {
        answer.put("spans", spans(rendering));
      }
    } catch (InputException e) {
      answer.put("error", error("input", e.getMessage(), e.line(), e.column()));
    } catch (TemplateException e) {
      String kind = e.kind().name().toLowerCase(Locale.ROOT);
      answer.put("error", error(kind, e.getMessage(), e.line(), e.column()));
    }
    return answer;
  }

  /** Start and end of each generation block, in code points of the text. */
  static List<List<Integer>> spans(Rendering rendering) {
    return rendering.generationSpans().stream()
        .map(span -> List.of(span.start(), span.end()))
        .toList();
  }

  private static Map<String, @Nullable Object> request(byte[] line) {
    try {
      return TemplateVariables.object(Json.read(line, LIMITS), "The line");
    } catch (JsonException e) {
      throw new InputException("The line", e);
    }
  }

  private Rendering render(Map<String, @Nullable Object> request) {
    String source = source(request);
    if (!request.containsKey("conversation")) {
      throw new InputException("The line has no 'conversation'");
    }
    Map<String, @Nullable Object> variables =
        TemplateVariables.of(request.get("conversation"), defaults.overrides());
    Clock clock = clock(request).orElse(defaults.clock());
    return templates.of(source).render(variables, clock);
  }

  private static String source(Map<String, @Nullable Object> request) {
    Optional<String> file = text(request, "template");
    Optional<String> text = text(request, "template_text");
    if (file.isPresent() == text.isPresent()) {
      throw new InputException("The line must have either 'template' or 'template_text'");
    }
    return text.orElseGet(() -> InputFile.named(file.orElseThrow()).text());
  }

  private static Optional<Clock> clock(Map<String, @Nullable Object> request) {
    return text(request, "now").map(now -> FrozenClock.at(now, "'now' of the line"));
  }

  private static Optional<String> text(Map<String, @Nullable Object> request, String name) {
    Object value = request.get(name);
    if (value != null && !(value instanceof String)) {
      throw new InputException("'" + name + "' of the line must be a string");
    }
    return Optional.ofNullable((String) value);
  }

  private static boolean flag(
      Map<String, @Nullable Object> request, String name, boolean otherwise) {
    Object value = request.get(name);
    if (value != null && !(value instanceof Boolean)) {
      throw new InputException("'" + name + "' of the line must be true or false");
    }
    return value == null ? otherwise : (Boolean) value;
  }

  private static Map<String, @Nullable Object> error(
      String kind, @Nullable String message, int line, int column) {
    Map<String, @Nullable Object> error = new LinkedHashMap<>();
    error.put("kind", kind);
    error.put("message", message);
    error.put("line", line);
    error.put("column", column);
    return error;
  }
}
