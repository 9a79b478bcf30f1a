package dev.rolloutserver.deployment;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rolloutserver.configuration.SettingSources;
import dev.rolloutserver.configuration.Settings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The unit of deploy/systemd names settings that exist, and leaves the server time to drain. */
class SystemdTest {
  private static final Path FOLDER = Path.of("deploy/systemd");
  private static final List<String> NO_SETTINGS = List.of("JAVA_OPTS");

  @Test
  void stop_waitsLongerThanTheServerDrains_whichIsLongerThanARollout() throws IOException {
    Map<String, String> settings = new HashMap<>(environment());
    settings.keySet().removeIf(name -> !name.startsWith("ROLLOUT_"));
    Settings loaded = Settings.load(new SettingSources(Map.of(), settings, Optional.empty()));
    long drain = loaded.listener().shutdownGrace().toSeconds();

    assertThat(drain).isGreaterThan(loaded.rollouts().rolloutTimeout().toSeconds());
    assertThat(Long.parseLong(value("TimeoutStopSec"))).isGreaterThanOrEqualTo(drain + 30);
  }

  @Test
  void exitCodes_areThoseThatTheServerHas() throws IOException {
    String documented = Files.readString(Path.of("docs/RELIABILITY.md"));

    assertThat(value("SuccessExitStatus")).isEqualTo("143");
    assertThat(value("RestartPreventExitStatus")).isEqualTo("2");
    assertThat(value("Restart")).isEqualTo("on-failure");
    assertThat(documented).contains("| 2 | wrong command line or configuration |", "| 143 |");
  }

  @Test
  void variables_areSettings() throws IOException {
    String reference = Files.readString(Path.of("docs/CONFIGURATION.md"));
    String examples = Files.readString(FOLDER.resolve("environment"));

    assertThat(environment().keySet())
        .filteredOn(name -> !NO_SETTINGS.contains(name))
        .allSatisfy(name -> assertThat(reference).contains("`" + name + "`"));
    assertThat(
            Pattern.compile("(?m)^#(\\w+)=")
                .matcher(examples)
                .results()
                .map(found -> found.group(1)))
        .hasSizeGreaterThan(4)
        .filteredOn(name -> !NO_SETTINGS.contains(name))
        .allSatisfy(name -> assertThat(reference).contains("`" + name + "`"));
    assertThat(examples.lines()).allMatch(line -> line.isEmpty() || line.startsWith("#"));
  }

  @Test
  void descriptors_areEnoughForTheConnectionsOfTheServer() throws IOException {
    Settings settings = Settings.load(new SettingSources(Map.of(), Map.of(), Optional.empty()));

    assertThat(Integer.parseInt(value("LimitNOFILE")))
        .isGreaterThan(2 * settings.listener().maxConnections());
  }

  /** Of unit and drop-in. */
  private static Map<String, String> environment() throws IOException {
    Map<String, String> environment = new HashMap<>();
    for (String file : List.of("rollout-server.service", "api-keys.conf")) {
      Pattern.compile("(?m)^Environment=(\\w+)=(.*)$")
          .matcher(Files.readString(FOLDER.resolve(file)))
          .results()
          .forEach(found -> environment.put(found.group(1), found.group(2)));
    }
    environment.remove("ROLLOUT_SERVER_API_KEY_FILE", "%d/api-keys");
    return environment;
  }

  private static String value(String key) throws IOException {
    List<String> values =
        Pattern.compile("(?m)^" + key + "=(.*)$")
            .matcher(Files.readString(FOLDER.resolve("rollout-server.service")))
            .results()
            .map(found -> found.group(1))
            .toList();
    assertThat(values).as(key).hasSize(1);
    return values.getFirst();
  }
}
