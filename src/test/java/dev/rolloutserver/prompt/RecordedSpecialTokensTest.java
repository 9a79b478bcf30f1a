package dev.rolloutserver.prompt;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rolloutserver.deadline.Deadline;
import dev.rolloutserver.hub.Hub;
import dev.rolloutserver.hub.HubSettings;
import dev.rolloutserver.hub.ModelFiles;
import dev.rolloutserver.json.Json;
import dev.rolloutserver.json.JsonLimits;
import dev.rolloutserver.outbound.OutboundHttp;
import dev.rolloutserver.outbound.OutboundSettings;
import dev.rolloutserver.tokenizer.Tokenizer;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * From a model's folder to its special tokens, as etc/scripts/record-model-files.py recorded it.
 */
class RecordedSpecialTokensTest {
  private static final String NAME = "acme/tiny";

  @TempDir private Path models;

  @ParameterizedTest(name = "{0}")
  @MethodSource("recorded")
  void load_recordedFolder_hasTheSpecialTokensOfTransformers(String name, Map<?, ?> row)
      throws IOException {
    write(row);

    try (Tokenizer tokenizer = load()) {
      assertThat(tokenizer.specialTokens()).isEqualTo(row.get("special_tokens"));
    }
  }

  @Test
  void load_everyRecordedFolder_isThere() throws IOException {
    assertThat(rows()).hasSize(43);
  }

  @Test
  void load_objectOfTheMap_keepsItsProperties() throws IOException {
    write(rows().getFirst());
    Path folder = models.resolve(NAME);
    Files.writeString(
        folder.resolve("tokenizer_config.json"),
        "{\"tokenizer_class\":\"PreTrainedTokenizerFast\"}");
    Files.writeString(
        folder.resolve("special_tokens_map.json"),
        "{\"bos_token\":{\"content\":\"<q>\",\"lstrip\":true}}");

    try (Tokenizer tokenizer = load()) {
      // transformers 4.57.6 on the same files; without lstrip the id of "a " would be 2
      assertThat(tokenizer.encode("a <q>")).containsExactly(0, 3);
      assertThat(tokenizer.specialTokens()).isEqualTo(Map.of("bos_token", "<q>"));
    }
  }

  static Stream<Arguments> recorded() throws IOException {
    return rows().stream().map(row -> Arguments.of(row.get("name"), row));
  }

  private static List<Map<?, ?>> rows() throws IOException {
    try (InputStream rows =
        Objects.requireNonNull(
            RecordedSpecialTokensTest.class.getResourceAsStream(
                "/dev/rolloutserver/hub/model-files.jsonl"))) {
      return new String(rows.readAllBytes(), StandardCharsets.UTF_8)
          .lines()
          .<Map<?, ?>>map(
              line -> (Map<?, ?>) Objects.requireNonNull(Json.read(line, JsonLimits.DEFAULT)))
          .toList();
    }
  }

  private void write(Map<?, ?> row) throws IOException {
    for (Map.Entry<?, ?> file : ((Map<?, ?>) Objects.requireNonNull(row.get("files"))).entrySet()) {
      Path path = models.resolve(NAME).resolve((String) file.getKey());
      Files.createDirectories(path.getParent());
      Files.writeString(path, (String) file.getValue());
    }
  }

  private Tokenizer load() {
    HubSettings settings =
        new HubSettings(
            Optional.of(models),
            models.resolve("cache"),
            URI.create("http://127.0.0.1:1"),
            Optional.empty(),
            true,
            false,
            1 << 20,
            Duration.ofSeconds(10));
    try (OutboundHttp http = new OutboundHttp(new OutboundSettings(Duration.ofSeconds(5), 1000))) {
      ModelFiles files =
          new Hub(settings, http).find(NAME, null, Deadline.after(Duration.ofMinutes(1)));
      return Tokenizer.load(files.tokenizer(), files.config());
    }
  }
}
