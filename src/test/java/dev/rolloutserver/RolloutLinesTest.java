package dev.rolloutserver;

import static com.github.tomakehurst.wiremock.core.WireMockConfiguration.wireMockConfig;
import static dev.rolloutserver.TrainerTurn.says;
import static org.assertj.core.api.Assertions.assertThat;

import com.github.tomakehurst.wiremock.junit5.WireMockExtension;
import dev.rolloutserver.json.Json;
import dev.rolloutserver.json.JsonLimits;
import dev.rolloutserver.telemetry.LogFormat;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.logging.Formatter;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** What the log of the whole server says of rollouts, as JSON. */
class RolloutLinesTest {
  @RegisterExtension
  private final WireMockExtension trainer =
      WireMockExtension.newInstance().options(wireMockConfig().dynamicPort()).build();

  private final Logger rollouts = Logger.getLogger("dev.rolloutserver.rollout");
  private final Logger access = Logger.getLogger("dev.rolloutserver.http.AccessLog");
  private final Lines lines = new Lines();

  @TempDir private Path folder;

  @BeforeEach
  void listen() {
    for (Logger logger : List.of(rollouts, access)) {
      logger.setLevel(Level.INFO);
      logger.setUseParentHandlers(false);
      logger.addHandler(lines);
    }
  }

  @AfterEach
  void stop() {
    for (Logger logger : List.of(rollouts, access)) {
      logger.removeHandler(lines);
      logger.setUseParentHandlers(true);
    }
    rollouts.setLevel(Level.OFF);
    access.setLevel(null);
  }

  @Test
  void hostileIds_areOneLineEach_andUnharmed() throws Exception {
    try (ServerFixture server = ServerFixture.start(folder, Map.of())) {
      for (String id : HostileIds.ALL) {
        TrainerTurn.script(trainer, says("hi").response());
        assertThat(server.rollout(trainer.baseUrl(), "rollout_id", id).member("rollout_id"))
            .isEqualTo(id);
      }
    }

    assertThat(lines.read()).extracting(line -> line.get("rollout_id")).isEqualTo(HostileIds.ALL);
    assertThat(lines.read())
        .allSatisfy(line -> {
          assertThat(line.get("level")).isEqualTo("INFO");
          assertThat(line).doesNotContainKeys("trace_id", "exception");
        });
    assertThat(lines.written).allMatch(line -> line.indexOf('\n') == line.length() - 1);
  }

  @Test
  void trace_isTold() throws Exception {
    try (TraceReceiver receiver = new TraceReceiver()) {
      Map<String, String> settings =
          Map.of("traces.endpoint", receiver.url(), "traces.sampling-ratio", "0");
      try (ServerFixture server = ServerFixture.start(folder, settings)) {
        TrainerTurn.script(trainer, says("hi").response());
        server.rollout(trainer.baseUrl());
      }

      assertThat(lines.read()).hasSize(1);
      assertThat(String.valueOf(lines.read().getFirst().get("trace_id"))).matches("[0-9a-f]{32}");
      assertThat(receiver.spans()).isEmpty();
    }
  }

  @Test
  void access_isOneLineForEachRequest_withoutItsQuery() throws Exception {
    try (ServerFixture server = ServerFixture.start(folder, Map.of("log.access", "true"))) {
      server.get("/health?key=SECRET");
      server.get("/no/such%0Apath");
    }

    assertThat(lines.read())
        .extracting(line -> String.valueOf(line.get("message")))
        .satisfiesExactly(
            line -> assertThat(line).matches("127\\.0\\.0\\.1 GET /health 200 \\d+ B \\d+ ms"),
            line ->
                assertThat(line).matches("127\\.0\\.0\\.1 GET /no/such%0Apath 404 \\d+ B \\d+ ms"));
  }

  private static final class Lines extends Handler {
    private final Formatter formatter = LogFormat.JSON.formatter();
    private final Queue<String> written = new ConcurrentLinkedQueue<>();

    @Override
    public void publish(LogRecord line) {
      written.add(formatter.format(line));
    }

    List<Map<String, @Nullable Object>> read() {
      return written.stream()
          .map(line -> ServerFixture.members(Json.read(line, JsonLimits.DEFAULT)))
          .toList();
    }

    @Override
    public void flush() {}

    @Override
    public void close() {}
  }
}
