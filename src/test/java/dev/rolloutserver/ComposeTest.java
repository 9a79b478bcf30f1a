package dev.rolloutserver;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.yaml.snakeyaml.Yaml;

/** What the files of the compose set say of one another. */
class ComposeTest {
  private static final Path FOLDER = Path.of("deploy");

  @Test
  void replicas_areThoseOfNginxAndPrometheus() throws IOException {
    Set<String> replicas = new TreeSet<>();
    services().keySet().stream()
        .map(String::valueOf)
        .filter(name -> name.startsWith("replica-"))
        .forEach(name -> replicas.add(name + ":9000"));

    assertThat(replicas).hasSize(3);
    assertThat(found("server (\\S+) ", "compose/replicas.conf")).isEqualTo(replicas);
    assertThat(found("\"(replica-[^\"]+)\"", "compose/prometheus.yaml")).isEqualTo(replicas);
    assertThat(map(service("nginx"), "depends_on").keySet()).hasSize(3);
  }

  @Test
  void everyImage_isPinned_andOursIsThisVersion() throws IOException {
    String version =
        group("<artifactId>rollout-server</artifactId>\\s*<version>([^<]+)<", "pom.xml");
    services()
        .forEach((name, service) -> {
          String image = String.valueOf(((Map<?, ?>) service).get("image"));
          assertThat(image).as(name.toString()).matches("[a-z/-]+:.*[0-9].*");
          if (image.startsWith("rollout-server:")) {
            assertThat(image).endsWith(":" + version);
          }
        });
    for (String file : List.of("Dockerfile", "Dockerfile.native")) {
      assertThat(group("ARG VERSION=(\\S+)", file)).isEqualTo(version);
    }
  }

  @Test
  void stop_waitsLongerThanTheServer_andNginxAsLong() throws IOException {
    Map<?, ?> replica = service("replica-1");
    int grace =
        Integer.parseInt(
            String.valueOf(
                map(replica, "environment").get("ROLLOUT_SERVER_SHUTDOWN_GRACE_SECONDS")));

    assertThat(seconds(replica)).isGreaterThan(grace);
    assertThat(seconds(service("nginx"))).isGreaterThanOrEqualTo(grace);
  }

  @Test
  void replica_isAsStrictAsTheDocumentsSay() throws IOException {
    Map<?, ?> replica = service("replica-1");

    assertThat(replica.get("read_only")).isEqualTo(true);
    assertThat(replica.get("cap_drop")).isEqualTo(List.of("ALL"));
    assertThat(replica.get("security_opt")).isEqualTo(List.of("no-new-privileges:true"));
    assertThat(replica.get("volumes"))
        .isEqualTo(List.of("tokenizers:" + group("VOLUME \\[\"([^\"]+)\"\\]", "Dockerfile")));
  }

  private static int seconds(Map<?, ?> service) {
    return Integer.parseInt(String.valueOf(service.get("stop_grace_period")).replace("s", ""));
  }

  private static Map<?, ?> services() throws IOException {
    Map<?, ?> file = new Yaml().load(Files.readString(FOLDER.resolve("compose.yaml")));
    return map(file, "services");
  }

  private static Map<?, ?> service(String name) throws IOException {
    return map(services(), name);
  }

  private static Map<?, ?> map(Map<?, ?> parent, String name) {
    return (Map<?, ?>) Objects.requireNonNull(parent.get(name), name);
  }

  private static Set<String> found(String pattern, String file) throws IOException {
    Set<String> found = new TreeSet<>();
    Pattern.compile(pattern)
        .matcher(Files.readString(FOLDER.resolve(file)))
        .results()
        .forEach(match -> found.add(match.group(1)));
    return found;
  }

  private static String group(String pattern, String file) throws IOException {
    return Pattern.compile(pattern)
        .matcher(Files.readString(Path.of(file)))
        .results()
        .findFirst()
        .orElseThrow()
        .group(1);
  }
}
