package dev.rolloutserver.configuration;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rolloutserver.prompt.FormatSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The sample file and the reference page follow the table. After a change of the table, run this
 * test with {@code -Dreference.write} to write both anew.
 */
class SettingReferenceTest {
  private static final Path SAMPLE = Path.of("etc/rollout-server.yaml");
  private static final Path PAGE = Path.of("docs/CONFIGURATION.md");

  @Test
  void sample_isWhatTheTableSays() throws IOException {
    check(SAMPLE, SettingReference.sample(SettingTable.ALL));
  }

  @Test
  void page_isWhatTheTableSays() throws IOException {
    check(PAGE, SettingReference.page(SettingTable.ALL));
  }

  @Test
  void sample_asItIs_saysNothing() {
    assertThat(SettingFile.read(SAMPLE)).isEmpty();
  }

  @Test
  void sample_withoutItsCommentMarks_hasEveryKey_andLoadsAsTheDefaults(@TempDir Path folder)
      throws IOException {
    String text = Files.readString(SAMPLE).replaceAll("(?m)^  #(?! )", "  ");
    Path file = Files.writeString(folder.resolve("all.yaml"), text);

    assertThat(SettingFile.read(file)).hasSameSizeAs(SettingTable.ALL);
    assertThat(values(Optional.of(file))).isEqualTo(values(Optional.empty()));
  }

  @Test
  void page_formatsInYamlAndJson_areRead(@TempDir Path folder) throws IOException {
    String page = Files.readString(PAGE);
    Path file = Files.writeString(folder.resolve("f.yaml"), block(page, "```yaml\n", "```"));
    String json = block(page, "ROLLOUT_PROMPT_FORMATS='", "'\n");

    FormatSettings qwen =
        load(Map.of("ROLLOUT_PROMPT_FORMATS", json), Optional.empty())
            .prompts()
            .format("Qwen/Qwen3-8B");

    assertThat(qwen.variables()).containsEntry("enable_thinking", false);
    assertThat(load(Map.of(), Optional.of(file)).prompts().formats())
        .containsExactly(
            qwen,
            new FormatSettings(
                "deepseek-ai/DeepSeek-V3",
                Optional.empty(),
                Map.of(),
                false,
                true,
                Optional.empty()));
  }

  private static String block(String page, String start, String end) {
    int from = page.indexOf(start) + start.length();
    return page.substring(from, page.indexOf(end, from));
  }

  /** The report without the origins. */
  private static List<String> values(Optional<Path> file) {
    return load(Map.of(), file).report().stream()
        .map(line -> line.substring(0, line.lastIndexOf(" (")))
        .toList();
  }

  private static Settings load(Map<String, String> environment, Optional<Path> file) {
    return Settings.load(new SettingSources(Map.of(), environment, file));
  }

  private static void check(Path file, String expected) throws IOException {
    if (System.getProperty("reference.write") != null) {
      Files.writeString(file, expected);
    }
    assertThat(file).hasContent(expected);
  }
}
