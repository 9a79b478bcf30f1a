package dev.rolloutserver;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rolloutserver.configuration.SettingException;
import dev.rolloutserver.configuration.SettingSources;
import dev.rolloutserver.configuration.Settings;
import dev.rolloutserver.http.RawConnection;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.logging.SimpleFormatter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A server key shows nowhere: in no answer, no line of the log at any level, no setting's text. */
class ServerKeySecretsTest {
  private static final String KEY = "SRVKEY77aa";
  private static final String FILE_KEY = "SRVKEY78bb";

  private final Logger root = Logger.getLogger("");
  private final Logger ours = Logger.getLogger("dev.rolloutserver");
  private final Logger helidon = Logger.getLogger("io.helidon");
  private final Queue<String> log = new ConcurrentLinkedQueue<>();

  @TempDir private Path folder;

  @Test
  void requests_whateverIsWrongWithThem_showTheKeyNowhere() throws Exception {
    Path file = Files.writeString(folder.resolve("keys"), FILE_KEY + "\n");
    Handler handler = listen();
    try (ServerFixture server =
        ServerFixture.start(
            folder, Map.of("server.api-keys", KEY, "server.api-key-file", file.toString()))) {
      for (String key : List.of(KEY, FILE_KEY)) {
        String authorization = "Host: x\r\nAuthorization: Bearer " + key;
        for (String request :
            List.of(
                "GET /tools HTTP/1.1\r\n" + authorization,
                "GET /metrics HTTP/1.1\r\n" + authorization,
                "GET /health HTTP/1.1\r\n" + authorization,
                "GET /tools HTTP/1.1\r\n" + authorization + "\r\nBad Header",
                "GET /tools HTTP/1.1\r\n" + authorization + "\u0001",
                "GET /to ols HTTP/1.1\r\n" + authorization,
                "GET /tools HTTP/1.1\r\n" + authorization + "\nX: y",
                "GET /tools HTTP/9.1\r\n" + authorization,
                "GET /tools HTTP/1.1\r\n" + authorization + "\r\nX: " + "a".repeat(20_000),
                "POST /rollout HTTP/1.1\r\n" + authorization + "\r\nContent-Length: x",
                "POST /rollout HTTP/1.1\r\n" + authorization + "\r\nContent-Length: 0",
                "POST /rollout HTTP/1.1\r\n"
                    + authorization
                    + "\r\nTransfer-Encoding: chunked\r\n\r\nzz",
                "POST /rollout/cancel HTTP/1.1\r\n" + authorization + "\r\nContent-Length: 0",
                key + " / HTTP/1.1\r\nHost: x",
                "GET /tools?key=" + key + " HTTP/1.1\r\nHost: x",
                "GET /tools" + key + "%zz HTTP/1.1\r\nHost: x",
                "GET /tools HTTP/1.1\r\nHost: " + key + ":notaport",
                "GET http://[" + key + " HTTP/1.1\r\nHost: x",
                "GET /metrics HTTP/1.1\r\n" + authorization + "\r\nAccept: " + key + ";;q=")) {
          try (RawConnection connection = new RawConnection(server.port())) {
            connection.sendLast((request + "\r\n\r\n").getBytes(ISO_8859_1));

            assertThat(connection.readAll())
                .as(request)
                .startsWith("HTTP/1.1 ")
                .doesNotContain(KEY, FILE_KEY);
          }
        }
      }
      Files.writeString(file, "not one " + FILE_KEY + "\n");
    } finally {
      root.removeHandler(handler);
      ours.setLevel(null);
      helidon.setLevel(null);
    }

    assertThat(log).isNotEmpty().noneMatch(line -> line.contains(KEY) || line.contains(FILE_KEY));
  }

  @Test
  void settings_showNoKey_inErrorsReportsAndRecords() {
    assertThatThrownBy(() -> load(Map.of("ROLLOUT_SERVER_API_KEY", "two words " + KEY)))
        .isInstanceOf(SettingException.class)
        .hasMessageNotContaining(KEY);
    assertThatThrownBy(() -> load(Map.of("ROLLOUT_API_KEY", KEY)))
        .isInstanceOf(SettingException.class)
        .hasMessageNotContaining(KEY);
    Settings settings = load(Map.of("ROLLOUT_SERVER_API_KEY", KEY));

    assertThat(settings.report())
        .contains("server.api-keys = **** (environment variable ROLLOUT_SERVER_API_KEY)")
        .noneMatch(line -> line.contains(KEY));
    assertThat(settings.serverKeys().toString()).doesNotContain(KEY);
  }

  private static Settings load(Map<String, String> environment) {
    return Settings.load(new SettingSources(Map.of(), environment, Optional.empty()));
  }

  /** Everything that is logged from now on, at every level. */
  private Handler listen() {
    Handler handler =
        new Handler() {
          @Override
          public void publish(LogRecord line) {
            log.add(Objects.requireNonNull(new SimpleFormatter().format(line)));
          }

          @Override
          public void flush() {}

          @Override
          public void close() {}
        };
    handler.setLevel(Level.ALL);
    ours.setLevel(Level.ALL);
    helidon.setLevel(Level.FINE);
    root.addHandler(handler);
    return handler;
  }
}
