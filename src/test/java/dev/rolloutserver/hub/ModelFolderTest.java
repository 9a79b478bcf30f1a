package dev.rolloutserver.hub;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.rolloutserver.hub.HubException.Kind;
import dev.rolloutserver.json.Json;
import dev.rolloutserver.json.JsonLimits;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What files say, as etc/scripts/record-model-files.py recorded it from transformers. Which special
 * tokens follow is tested where the tokenizer is seen.
 */
class ModelFolderTest {
  @TempDir private Path path;

  @ParameterizedTest(name = "{0}")
  @MethodSource("recorded")
  void read_recordedFolder_isWhatTransformersReads(String name, Map<?, ?> row) throws IOException {
    for (Map.Entry<?, ?> file : ((Map<?, ?>) member(row, "files")).entrySet()) {
      ModelFixture.write(path, (String) file.getKey(), (String) file.getValue());
    }

    ModelFiles files = folder().read("acme/tiny", "local");

    assertThat(files.templates()).isEqualTo(templates(row.get("chat_template")));
  }

  @Test
  void read_mapBesideAnOldConfiguration_winsForSpecialTokensAlone() throws IOException {
    assertThat(
            config(
                "{\"bos_token\":\"<s>\",\"eos_token\":\"<e>\",\"pad_token\":\"<p>\",\"a\":1}",
                "{\"bos_token\":\"<m>\",\"eos_token\":null,\"cls_token\":\"<c>\",\"a\":2,\"b\":3}"))
        .isEqualTo(
            Json.read(
                "{\"bos_token\":\"<m>\",\"eos_token\":null,\"pad_token\":\"<p>\",\"a\":1,"
                    + "\"cls_token\":\"<c>\"}",
                JsonLimits.DEFAULT));
  }

  @Test
  void read_mapBesideADecoder_doesNotCount() throws IOException {
    String config = "{\"bos_token\":\"<s>\",\"added_tokens_decoder\":{}}";

    assertThat(config(config, "{\"bos_token\":\"<m>\",\"eos_token\":\"<e>\"}"))
        .isEqualTo(Json.read(config, JsonLimits.DEFAULT));
  }

  @Test
  void read_mapWithoutConfiguration_isTheConfiguration() throws IOException {
    ModelFixture.write(path, "tokenizer.json", "{}");
    ModelFixture.write(path, "special_tokens_map.json", "{\"bos_token\":\"<m>\"}");

    assertThat(folder().read("acme/tiny", "local").config()).isEqualTo(Map.of("bos_token", "<m>"));
  }

  @Test
  void read_objectOfTheMap_isASpecialTokenWithItsProperties() throws IOException {
    assertThat(
            config(
                "{\"bos_token\":\"<s>\"}", "{\"bos_token\":{\"content\":\"<s>\",\"lstrip\":true}}"))
        .isEqualTo(Map.of("bos_token", Map.of("content", "<s>", "lstrip", true, "special", true)));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "['<a>','<a>'] | ['<c>','<a>','<c>'] | ['<a>','<a>','<c>']",
        "null | ['<a>'] | ['<a>']",
        "['<a>'] | [] | ['<a>']",
        "['<a>'] | null | null",
        "['<a>'] | [{'content':'<a>'},{'content':'<a>'}]"
            + " | ['<a>',{'content':'<a>','special':true}]",
        "[{'content':'<a>'}] | ['<a>'] | [{'content':'<a>'},'<a>']"
      })
  void read_additionalTokensOfTheMap_followThoseOfTheConfiguration(
      String configured, String added, String united) throws IOException {
    assertThat(config(additional(configured), additional(added)))
        .isEqualTo(Json.read(additional(united), JsonLimits.DEFAULT));
  }

  @Test
  void read_onlyTokenizer_hasNoConfigAndNoTemplate() throws IOException {
    ModelFixture.write(path, "tokenizer.json", "{}");

    ModelFiles files = folder().read("acme/tiny", "local");

    assertThat(files.config()).isEmpty();
    assertThat(files.templates()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{ | tokenizer_config.json is unusable: it is not JSON: ",
        "[] | tokenizer_config.json is unusable: it must hold a JSON object",
        "{\"chat_template\":1} | tokenizer_config.json is unusable: chat_template must be",
        "{\"chat_template\":[\"x\"]} | tokenizer_config.json is unusable: chat_template must be",
        "{\"chat_template\":{\"a\":1}} | tokenizer_config.json is unusable: chat_template must be"
      })
  void read_unusableConfig_namesWhatIsWrong(String config, String problem) throws IOException {
    ModelFixture.write(path);
    ModelFixture.write(path, "tokenizer_config.json", config);

    HubException failure = failure();

    assertThat(failure.kind()).isEqualTo(Kind.INVALID_FILE);
    assertThat(failure).hasMessageStartingWith("Model acme/tiny: " + problem);
  }

  @Test
  void read_templateThatIsNotUtf8_isInvalid() throws IOException {
    ModelFixture.write(path);
    Files.write(path.resolve("chat_template.jinja"), new byte[] {(byte) 0xff});

    assertThat(failure())
        .hasMessage("Model acme/tiny: chat_template.jinja is unusable: it is not UTF-8");
  }

  @Test
  void read_fileThatIsAFolder_isOneSentenceWithoutPaths() throws IOException {
    ModelFixture.write(path);
    Files.createDirectory(path.resolve("chat_template.jinja"));

    assertThat(failure().kind()).isEqualTo(Kind.CACHE);
    assertThat(failure())
        .hasMessage("Model acme/tiny: chat_template.jinja cannot be read on this server");
  }

  static Stream<Arguments> recorded() throws IOException {
    try (InputStream rows =
        Objects.requireNonNull(ModelFolderTest.class.getResourceAsStream("model-files.jsonl"))) {
      return new String(rows.readAllBytes(), StandardCharsets.UTF_8)
          .lines()
          .map(line -> (Map<?, ?>) Objects.requireNonNull(Json.read(line, JsonLimits.DEFAULT)))
          .map(row -> Arguments.of(row.get("name"), row));
    }
  }

  private ModelFolder folder() {
    return new ModelFolder(path, "acme/tiny", 1 << 20);
  }

  private Map<String, @Nullable Object> config(String config, String map) throws IOException {
    ModelFixture.write(path);
    ModelFixture.write(path, "tokenizer_config.json", config);
    ModelFixture.write(path, "special_tokens_map.json", map);
    return folder().read("acme/tiny", "local").config();
  }

  private static String additional(String tokens) {
    return "{\"additional_special_tokens\":" + tokens.replace('\'', '"') + "}";
  }

  private HubException failure() {
    return catchThrowableOfType(HubException.class, () -> folder().read("acme/tiny", "local"));
  }

  private static Object member(Map<?, ?> row, String name) {
    return Objects.requireNonNull(row.get(name), name);
  }

  private static Object templates(@Nullable Object recorded) {
    return switch (recorded) {
      case null -> Map.of();
      case String template -> Map.of("default", template);
      default -> recorded;
    };
  }
}
