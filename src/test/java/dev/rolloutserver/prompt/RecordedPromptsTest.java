package dev.rolloutserver.prompt;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.rolloutserver.SharedData;
import dev.rolloutserver.conversation.Conversation;
import dev.rolloutserver.conversation.Message;
import dev.rolloutserver.hub.ModelFiles;
import dev.rolloutserver.json.Json;
import dev.rolloutserver.json.JsonLimits;
import dev.rolloutserver.prompt.PromptFormats.Lease;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.zip.GZIPInputStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Replays the prompts that apply_chat_template of Python has made. */
class RecordedPromptsTest {
  private static final List<Map<String, Object>> LINES = lines();

  @Test
  void smallModel_everyConversation_hasThePromptOfPython() {
    Map<String, Object> config = object(LINES.getFirst().get("config"));
    assertPrompts(
        "small",
        new ModelFiles(
            "small",
            "0",
            TinyModel.tokenizer(),
            config,
            Map.of("default", String.valueOf(config.get("chat_template")))));
  }

  @ParameterizedTest
  @ValueSource(strings = {"models--Qwen--Qwen3-8B", "models--deepseek-ai--DeepSeek-V3"})
  void realModel_everyConversation_hasThePromptOfPython(String model) throws IOException {
    Path snapshots = SharedData.path("hub").resolve(model).resolve("snapshots");
    String revision = Files.readString(snapshots.resolveSibling("refs").resolve("main")).strip();
    Path folder = snapshots.resolve(revision);
    Map<String, Object> config =
        object(
            Json.read(
                Files.readAllBytes(folder.resolve("tokenizer_config.json")), JsonLimits.DEFAULT));
    assertPrompts(
        model,
        new ModelFiles(
            model,
            revision,
            Files.readAllBytes(folder.resolve("tokenizer.json")),
            config,
            Map.of("default", String.valueOf(config.get("chat_template")))));
  }

  private static void assertPrompts(String model, ModelFiles files) {
    List<Map<String, Object>> expected =
        LINES.stream().filter(line -> String.valueOf(line.get("model")).startsWith(model)).toList();
    assertThat(expected).hasSize(60);
    try (PromptFormats formats =
            new PromptFormats(
                (_, _, _) -> files,
                new PromptSettings(1, Duration.ZERO, 1, 1 << 20, List.of()),
                Clock.systemUTC(),
                PromptObserver.NONE);
        Lease lease = TinyModel.lease(formats)) {
      expected.forEach(line -> assertPrompt(lease.format(), line));
    }
  }

  private static void assertPrompt(PromptFormat format, Map<String, Object> line) {
    String name = line.get("name") + ", tools " + (line.get("tools") != null) + line.get("kwargs");
    PromptCounter counter = format.counter(objects(line.get("tools")), object(line.get("kwargs")));
    Conversation conversation =
        new Conversation(objects(line.get("messages")).stream().map(Message::of).toList());
    if (line.containsKey("fails")) {
      assertThatExceptionOfType(PromptException.class)
          .as(name)
          .isThrownBy(() -> counter.next(conversation))
          .satisfies(e -> assertThat(e.kind()).isEqualTo(PromptException.Kind.TEMPLATE));
      return;
    }
    Prompt prompt = counter.next(conversation);
    assertThat(Sha256.of(prompt.text())).as(name).isEqualTo(line.get("text_sha256"));
    assertThat((long) prompt.length()).as(name).isEqualTo(line.get("length"));
    assertThat(
            Sha256.of(
                Arrays.stream(prompt.ids())
                    .mapToObj(String::valueOf)
                    .collect(Collectors.joining(","))))
        .as(name)
        .isEqualTo(line.get("ids_sha256"));
  }

  private static List<Map<String, Object>> lines() {
    try (InputStream recording =
            Objects.requireNonNull(
                RecordedPromptsTest.class.getResourceAsStream("recorded-prompts.jsonl.gz"));
        InputStream lines = new GZIPInputStream(recording)) {
      return new String(lines.readAllBytes(), UTF_8)
          .lines()
          .map(line -> object(Json.read(line, JsonLimits.DEFAULT)))
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @SuppressWarnings("unchecked") // recorded objects have strings for names
  private static Map<String, Object> object(@Nullable Object value) {
    return (Map<String, Object>) Objects.requireNonNull(value);
  }

  private static List<Map<String, Object>> objects(@Nullable Object value) {
    return value instanceof List<?> elements
        ? elements.stream().map(RecordedPromptsTest::object).toList()
        : List.of();
  }
}
