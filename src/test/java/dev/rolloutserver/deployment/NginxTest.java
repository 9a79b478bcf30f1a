package dev.rolloutserver.deployment;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rolloutserver.configuration.SettingSources;
import dev.rolloutserver.configuration.Settings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** Limits and times of deploy/nginx fit the defaults of the server. */
class NginxTest {
  private static final Path FOLDER = Path.of("deploy/nginx/rollout-server");

  private final Settings settings =
      Settings.load(new SettingSources(Map.of(), Map.of(), Optional.empty()));

  @Test
  void bodies_haveTheLimitOfTheServer() throws IOException {
    String limit = only("client_max_body_size", "locations.conf");

    assertThat(limit).endsWith("m");
    assertThat(Long.parseLong(limit.replaceFirst("m$", "")) << 20)
        .isEqualTo(settings.listener().maxBodyBytes());
  }

  @Test
  void answers_areAwaitedForAsLongAsARolloutMayWaitAndRun() throws IOException {
    Duration longest =
        settings.admission().queueTimeout().plus(settings.rollouts().rolloutTimeout());
    List<Duration> waits =
        all("proxy_read_timeout", "locations.conf").stream().map(NginxTest::seconds).toList();

    assertThat(waits.getFirst()).isGreaterThan(longest);
    assertThat(seconds(only("keepalive_timeout", "locations.conf"))).isGreaterThan(longest);
    assertThat(seconds(only("send_timeout", "locations.conf")))
        .isGreaterThanOrEqualTo(settings.listener().answerTimeout());
    assertThat(seconds(only("client_body_timeout", "locations.conf")))
        .isEqualTo(settings.listener().bodyTimeout());
    assertThat(seconds(only("client_header_timeout", "locations.conf")))
        .isEqualTo(settings.listener().headerTimeout());
  }

  @Test
  void requests_areNeverRepeatedOnceTheyHaveBegun() throws IOException {
    assertThat(only("proxy_next_upstream", "locations.conf")).isEqualTo("error timeout");
    assertThat(only("proxy_http_version", "locations.conf")).isEqualTo("1.1");
    assertThat(all("keepalive", "upstream.conf")).isEmpty();
    assertThat(all("zone", "upstream.conf")).hasSize(1);
    assertThat(Files.readString(FOLDER.resolve("upstream.conf"))).contains("least_conn;");
  }

  @Test
  void connections_areEnoughForTheRolloutsOfThreeReplicas() throws IOException {
    int connections = Integer.parseInt(only("worker_connections", "../nginx.conf"));

    assertThat(connections).isGreaterThan(3 * 2 * settings.admission().maxConcurrent());
    assertThat(Integer.parseInt(only("worker_rlimit_nofile", "../nginx.conf")))
        .isGreaterThan(connections);
  }

  private static String only(String directive, String file) throws IOException {
    assertThat(all(directive, file)).as(directive).hasSize(1);
    return all(directive, file).getFirst();
  }

  /** What is said of a directive, in the order of the file. */
  private static List<String> all(String directive, String file) throws IOException {
    return Pattern.compile("(?m)^ *" + directive + " +([^;]+);")
        .matcher(Files.readString(FOLDER.resolve(file)))
        .results()
        .map((MatchResult found) -> found.group(1))
        .toList();
  }

  private static Duration seconds(String text) {
    return Duration.ofSeconds(Long.parseLong(text.replaceFirst("s$", "")));
  }
}
