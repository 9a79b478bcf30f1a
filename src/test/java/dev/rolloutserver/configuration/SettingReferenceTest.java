package dev.rolloutserver.configuration;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

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
  void sample_hasEveryKey_andLoadsAsTheDefaults() {
    Settings sample = Settings.load(new SettingSources(Map.of(), Map.of(), Optional.of(SAMPLE)));
    Settings defaults = Settings.load(new SettingSources(Map.of(), Map.of(), Optional.empty()));

    assertThat(SettingFile.read(SAMPLE)).hasSameSizeAs(SettingTable.ALL);
    assertThat(sample.listener()).isEqualTo(defaults.listener());
    assertThat(sample.logLevel()).isEqualTo(defaults.logLevel());
  }

  private static void check(Path file, String expected) throws IOException {
    if (System.getProperty("reference.write") != null) {
      Files.writeString(file, expected);
    }
    assertThat(file).hasContent(expected);
  }
}
