package dev.rolloutserver.prompt;

import dev.rolloutserver.deadline.Deadline;
import dev.rolloutserver.hub.ModelFiles;
import dev.rolloutserver.json.Json;
import dev.rolloutserver.json.JsonLimits;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.zip.GZIPInputStream;
import org.jspecify.annotations.Nullable;

/** A model small enough to be made in a test: bytes, a few merges and markers, a chat template. */
public final class TinyModel {
  /** Writes each message between markers, with tools and calls as JSON. */
  public static final String TEMPLATE =
      "{% if tools %}<|im_start|>tools\n{{ tools | tojson }}<|im_end|>\n{% endif %}"
          + "{% for message in messages %}<|im_start|>{{ message.role }}\n{{ message.content }}"
          + "{% for call in message.tool_calls %}<call>{{ call.function.arguments | tojson }}"
          + "{% endfor %}<|im_end|>\n{% endfor %}"
          + "{% if add_generation_prompt %}<|im_start|>assistant\n"
          + "{% if enable_thinking is defined and not enable_thinking %}<think></think>{% endif %}"
          + "{% endif %}";

  private TinyModel() {}

  /** The files of a model with this template. */
  public static ModelFiles files(String name, String template) {
    return files(name, Map.of("default", template));
  }

  static ModelFiles files(String name, Map<String, String> templates) {
    Map<String, Object> config = new LinkedHashMap<>();
    config.put("eos_token", "<|im_end|>");
    config.put("additional_special_tokens", List.of("<|im_start|>"));
    config.put("tokenizer_class", "PreTrainedTokenizerFast");
    return new ModelFiles(name, "0123abcd", tokenizer(), config, templates);
  }

  /** Formats with these settings, all of this one model. */
  public static PromptFormats formats(String template, FormatSettings settings) {
    return new PromptFormats(
        (name, _, _) -> files(name, template),
        new PromptSettings(2, Duration.ofMinutes(1), 2, 1 << 20, List.of(settings)),
        Clock.systemUTC(),
        PromptObserver.NONE);
  }

  static PromptFormats.Lease lease(PromptFormats formats) {
    return formats.lease("tiny", null, Deadline.after(Duration.ofMinutes(1)));
  }

  /** A byte-level tokenizer.json. */
  static byte[] tokenizer() {
    try (InputStream recording =
            Objects.requireNonNull(
                TinyModel.class.getResourceAsStream(
                    "/dev/rolloutserver/tokenizer/recorded-tokenizers.jsonl.gz"));
        InputStream lines = new GZIPInputStream(recording)) {
      String first = new String(lines.readAllBytes(), StandardCharsets.UTF_8);
      Object line = Json.read(first.substring(0, first.indexOf('\n')), JsonLimits.DEFAULT);
      return Json.write(((Map<?, ?>) Objects.requireNonNull(line)).get("tokenizer"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static Map<String, @Nullable Object> message(String role, String content) {
    Map<String, @Nullable Object> members = new LinkedHashMap<>();
    members.put("role", role);
    members.put("content", content);
    return members;
  }
}
