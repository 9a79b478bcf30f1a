package dev.rolloutserver.configuration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rolloutserver.http.ListenerSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SettingsTest {
  @TempDir private Path folder;

  @Test
  void load_nothingSaid_isTheDefaults() {
    Settings settings = load(Map.of(), Map.of());

    assertThat(settings.listener())
        .isEqualTo(
            new ListenerSettings(
                "0.0.0.0", 9000, 67_108_864, 8192, Duration.ofMinutes(15), Duration.ofSeconds(30)));
    assertThat(settings.logLevel()).isEqualTo("INFO");
  }

  @Test
  void load_everyKeyInAFile_reachesItsRecord() throws IOException {
    Path file =
        file(
            """
            server:
              host: 127.0.0.1
              port: 1
              max-body-bytes: 2048
              max-connections: 3
              idle-timeout-seconds: 4.5
              shutdown-grace-seconds: 0
            log:
              level: debug
            """);

    Settings settings = load(Map.of(), Map.of(), file);

    assertThat(settings.listener())
        .isEqualTo(
            new ListenerSettings("127.0.0.1", 1, 2048, 3, Duration.ofMillis(4500), Duration.ZERO));
    assertThat(settings.logLevel()).isEqualTo("DEBUG");
  }

  @Test
  void load_severalSources_propertyBeatsEnvironmentBeatsFile() throws IOException {
    Path file = file("server: {port: 1, max-connections: 1, max-body-bytes: 1024}");

    ListenerSettings listener =
        load(
                Map.of("server.port", "3"),
                Map.of("ROLLOUT_SERVER_PORT", "2", "ROLLOUT_SERVER_MAX_CONNECTIONS", "2"),
                file)
            .listener();

    assertThat(listener.port()).isEqualTo(3);
    assertThat(listener.maxConnections()).isEqualTo(2);
    assertThat(listener.maxBodyBytes()).isEqualTo(1024);
  }

  @Test
  void load_blankVariable_countsAsAbsent() {
    assertThat(load(Map.of(), Map.of("ROLLOUT_SERVER_PORT", "  ")).listener().port())
        .isEqualTo(9000);
  }

  @ParameterizedTest
  @CsvSource({
    "server.port, -1, false",
    "server.port, 0, true",
    "server.port, 65535, true",
    "server.port, 65536, false",
    "server.port, 9e3, false",
    "server.port, tcp://10.0.0.1:9000, false",
    "server.max-body-bytes, 1023, false",
    "server.max-body-bytes, 1024, true",
    "server.max-body-bytes, 1073741824, true",
    "server.max-body-bytes, 1073741825, false",
    "server.max-connections, 0, false",
    "server.max-connections, 1, true",
    "server.max-connections, 1000001, false",
    "server.idle-timeout-seconds, 0.999, false",
    "server.idle-timeout-seconds, 1, true",
    "server.idle-timeout-seconds, 86400.0, true",
    "server.idle-timeout-seconds, 86400.1, false",
    "server.idle-timeout-seconds, 1e999999999, false",
    "server.idle-timeout-seconds, PT5M, false",
    "server.shutdown-grace-seconds, -0.1, false",
    "server.shutdown-grace-seconds, 0, true",
    "log.level, warning, true",
    "log.level, LOUD, false",
  })
  void load_valueAtItsBound_isTakenOrRefusedByName(String key, String text, boolean valid) {
    if (valid) {
      load(Map.of(key, text), Map.of());
    } else {
      assertThatThrownBy(() -> load(Map.of(key, text), Map.of()))
          .isInstanceOf(SettingException.class)
          .hasMessageStartingWith(key + " is '" + text + "' in the system property, but must be ");
    }
  }

  @Test
  void load_serviceLinkOfKubernetes_isExplained() {
    assertThatThrownBy(() -> load(Map.of(), Map.of("ROLLOUT_SERVER_PORT", "tcp://10.0.0.1:9000")))
        .hasMessageContaining("enableServiceLinks: false");
  }

  @Test
  void load_misspelledKeyInFile_namesTheOneMeant() throws IOException {
    Path file = file("server: {prot: 9000}");

    assertThatThrownBy(() -> load(Map.of(), Map.of(), file))
        .isInstanceOf(SettingException.class)
        .hasMessage("server.prot in %s is not a setting, did you mean server.port?", file);
  }

  @Test
  void load_unknownKeyInFile_isRefused() throws IOException {
    Path file = file("quite: {different: 1}");

    assertThatThrownBy(() -> load(Map.of(), Map.of(), file))
        .hasMessage("quite.different in %s is not a setting", file);
  }

  @Test
  void load_fileThatIsNotYaml_isOneSentence() throws IOException {
    Path file = file("server: [1, 2");

    assertThatThrownBy(() -> load(Map.of(), Map.of(), file))
        .isInstanceOf(SettingException.class)
        .hasMessageStartingWith("Configuration file " + file + " is not valid YAML: ")
        .message()
        .doesNotContain("\n");
  }

  @Test
  void load_missingFile_namesIt() {
    Path file = folder.resolve("absent.yaml");

    assertThatThrownBy(() -> load(Map.of(), Map.of(), file))
        .hasMessage("Configuration file %s cannot be read", file);
  }

  private Path file(String text) throws IOException {
    return Files.writeString(folder.resolve("settings.yaml"), text);
  }

  private static Settings load(Map<String, String> properties, Map<String, String> environment) {
    return Settings.load(new SettingSources(properties, environment, Optional.empty()));
  }

  private static Settings load(
      Map<String, String> properties, Map<String, String> environment, Path file) {
    return Settings.load(new SettingSources(properties, environment, Optional.of(file)));
  }
}
