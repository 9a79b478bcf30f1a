package dev.rolloutserver.tokenizer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rolloutserver.SharedData;
import dev.rolloutserver.json.Json;
import dev.rolloutserver.json.JsonLimits;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Replays what AutoTokenizer of Python has answered. */
class RecordedTokenizersTest {
  static Stream<Arguments> small() {
    return Recorded.lines("recorded-tokenizers.jsonl.gz").stream()
        .map(line -> Arguments.of(line.get("name"), line));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("small")
  void smallTokenizer_everyText_isEncodedAndDecodedAsInPython(
      String name, Map<String, @Nullable Object> line) {
    try (Tokenizer tokenizer =
        Tokenizer.load(Json.write(line.get("tokenizer")), Recorded.object(line.get("config")))) {
      assertThat(tokenizer.size()).as("size").isEqualTo(Recorded.number(line, "size"));
      assertThat(tokenizer.specialTokens()).isEqualTo(line.get("special_tokens"));
      for (Object element : (List<?>) Objects.requireNonNull(line.get("texts"))) {
        Map<String, @Nullable Object> expected = Recorded.object(element);
        String text = Recorded.text(expected, "text");
        int[] ids = Recorded.ids(expected.get("ids"));
        assertThat(tokenizer.encode(text)).as("ids of '%s'", text).isEqualTo(ids);
        assertThat(tokenizer.count(text)).isEqualTo(ids.length);
        assertThat(tokenizer.decode(ids)).isEqualTo(expected.get("decoded"));
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"models--Qwen--Qwen3-8B", "models--deepseek-ai--DeepSeek-V3"})
  void realTokenizer_everyText_hasTheIdsOfPython(String model) throws IOException {
    Path hub = SharedData.path("hub");
    List<Map<String, @Nullable Object>> lines =
        Recorded.lines("recorded-ids.jsonl.gz").stream()
            .filter(line -> String.valueOf(line.get("folder")).startsWith(model))
            .toList();
    Path folder = hub.resolve(String.valueOf(lines.getFirst().get("folder")));
    try (Tokenizer tokenizer =
        Tokenizer.load(
            Files.readAllBytes(folder.resolve("tokenizer.json")),
            Recorded.object(
                Json.read(
                    Files.readAllBytes(folder.resolve("tokenizer_config.json")),
                    JsonLimits.DEFAULT)))) {
      assertThat(tokenizer.size()).isEqualTo(Recorded.number(lines.getFirst(), "size"));
      assertThat(tokenizer.specialTokens()).isEqualTo(lines.getFirst().get("special_tokens"));
      for (Map<String, @Nullable Object> line : lines.subList(1, lines.size())) {
        int times = line.containsKey("times") ? Recorded.number(line, "times") : 1;
        String text = Recorded.text(line, "text").repeat(times);
        int[] ids = tokenizer.encode(text);
        assertThat(ids).hasSize(Recorded.number(line, "count"));
        if (line.containsKey("ids")) {
          assertThat(ids).as("ids of '%s'", text).isEqualTo(Recorded.ids(line.get("ids")));
        } else {
          assertThat(sha256(ids)).isEqualTo(line.get("sha256"));
        }
      }
    }
  }

  private static String sha256(int[] ids) {
    String text = Arrays.stream(ids).mapToObj(String::valueOf).collect(Collectors.joining(","));
    try {
      return HexFormat.of()
          .formatHex(
              MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
