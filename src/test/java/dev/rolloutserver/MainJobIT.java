package dev.rolloutserver;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rolloutserver.ServerProcess.Result;
import dev.rolloutserver.http.RawConnection;
import dev.rolloutserver.json.Json;
import dev.rolloutserver.json.JsonLimits;
import dev.rolloutserver.outbound.RawPeer;
import dev.rolloutserver.simulation.DemoModel;
import dev.rolloutserver.simulation.Script;
import dev.rolloutserver.simulation.SimulatedTrainer;
import dev.rolloutserver.simulation.TrainerSettings;
import dev.rolloutserver.tools.ToolBox;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Rollouts through the packaged jar in a process of its own. */
class MainJobIT {
  @TempDir private Path models;

  @BeforeEach
  void writeModel() throws IOException {
    DemoModel.writeTo(models);
  }

  @Test
  void rollout_throughTheJar_isCompletedWithEveryMaskRight() throws Exception {
    try (SimulatedTrainer trainer = trainer();
        ServerProcess server = ServerProcess.jar(environment(Map.of()));
        RawConnection worker = new RawConnection(server.port())) {
      String answer = worker.send(request(trainer.url())).read().body();

      assertThat(answer)
          .contains("\"status\":\"COMPLETED\"", "\"finish_reason\":\"stop\"", "\"num_llm_calls\":3")
          .doesNotContain("token_check");
      assertThat(trainer.violations()).isZero();
      assertThat(worker.send("GET /health HTTP/1.1\r\nHost: x\r\n\r\n").read().body())
          .contains("\"name\":\"rollout-server/demo\"", "\"hits\":");
    }
  }

  @Test
  void sigterm_whileARolloutRuns_letsItComplete() throws Exception {
    CountDownLatch asked = new CountDownLatch(1);
    CountDownLatch mayAnswer = new CountDownLatch(1);
    try (SimulatedTrainer trainer = trainer(asked, mayAnswer);
        ServerProcess server = ServerProcess.jar(environment(Map.of()));
        RawConnection worker = new RawConnection(server.port())) {
      worker.send(request(trainer.url()));
      asked.await();

      server.terminate();
      mayAnswer.countDown();

      assertThat(worker.read().body()).contains("\"status\":\"COMPLETED\"");
      assertThat(server.end().exitCode()).isZero();
    }
  }

  @Test
  void sigterm_rolloutLongerThanTheGrace_isAnsweredWithWhatItHas() throws Exception {
    CountDownLatch asked = new CountDownLatch(1);
    CountDownLatch mayAnswer = new CountDownLatch(1);
    try (SimulatedTrainer trainer = trainer(asked, mayAnswer);
        ServerProcess server =
            ServerProcess.jar(environment(Map.of("ROLLOUT_SERVER_SHUTDOWN_GRACE_SECONDS", "0.1")));
        RawConnection worker = new RawConnection(server.port())) {
      worker.send(request(trainer.url()));
      asked.await();

      server.terminate();

      assertThat(worker.read().body())
          .contains("\"error_category\":\"cancelled\"", "15 plus 23 and multiply");
      assertThat(server.end().exitCode()).isZero();
      mayAnswer.countDown();
    }
  }

  @Test
  void sigterm_rightAfterTheLastAnswer_losesNeitherRecordsNorLinesOfTheLog(@TempDir Path records)
      throws Exception {
    List<String> ids = IntStream.range(0, 50).mapToObj(i -> "before-the-end-" + i).toList();
    try (SimulatedTrainer trainer = trainer();
        ServerProcess server =
            ServerProcess.jar(
                environment(
                    Map.of(
                        "ROLLOUT_RECORD_FOLDER", records.toString(),
                        "LOG_LEVEL", "INFO",
                        "LOG_FORMAT", "json")));
        RawConnection worker = new RawConnection(server.port())) {
      for (String id : ids) {
        assertThat(worker.send(request(id, trainer.url())).read().body()).contains("COMPLETED");
      }

      server.terminate();

      Result result = server.end();
      assertThat(result.exitCode()).isZero();
      assertThat(idsOf(result.log().lines().filter(line -> line.contains("Rollout ended: stop"))))
          .containsExactlyElementsOf(ids);
    }
    try (Stream<Path> files = Files.list(records)) {
      List<Path> written = files.toList();
      assertThat(written).hasSize(1);
      assertThat(idsOf(Files.readString(written.getFirst()).lines()))
          .containsExactlyElementsOf(ids);
    }
  }

  @Test
  void start_preloadThatTheHubDoesNotHave_isOneSentenceAndExitCode1(@TempDir Path cache)
      throws Exception {
    try (RawPeer hub = new RawPeer()) {
      String absent = "HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n";
      hub.answers(absent, absent, absent);
      String endpoint = hub.uri().toString().replaceAll("/$", "");
      try (ServerProcess server =
          ServerProcess.jar(
              Map.of(
                  "ROLLOUT_SERVER_PORT", "0",
                  "HF_HUB_CACHE", cache.toString(),
                  "HF_ENDPOINT", endpoint,
                  "LOG_LEVEL", "OFF",
                  "PRELOAD_TOKENIZERS", "org/absent"))) {
        Result result = server.end();

        assertThat(result.exitCode()).isEqualTo(1);
        assertThat(result.log()).contains("org/absent").doesNotContain("\n", "Exception");
      }
    }
  }

  @Test
  void demo_showsRolloutsAndMasks_andExitsWith0() throws Exception {
    try (ServerProcess demo = ServerProcess.jar(Map.of(), "demo", "--port", "0")) {
      Result result = demo.end();

      assertThat(result.exitCode()).isZero();
      assertThat(result.output())
          .contains(
              "(tool)",
              "finish_reason stop",
              "metrics: total_latency_ms",
              "token_check: {\"class\":\"realign\"",
              "refused 0 masks",
              "curl -s http://127.0.0.1:")
          .doesNotContain("FAILED");
      assertThat(result.log()).isEmpty();
    }
  }

  private static List<Object> idsOf(Stream<String> lines) {
    return lines
        .map(line -> Json.read(line, JsonLimits.DEFAULT))
        .<Object>map(line -> ((Map<?, ?>) Objects.requireNonNull(line)).get("rollout_id"))
        .toList();
  }

  private Map<String, String> environment(Map<String, String> more) {
    Map<String, String> environment = new HashMap<>(more);
    environment.put("ROLLOUT_SERVER_PORT", "0");
    environment.put("ROLLOUT_HUB_LOCAL_FOLDER", models.toString());
    environment.put("HF_HUB_OFFLINE", "1");
    return environment;
  }

  private static SimulatedTrainer trainer() {
    return trainer(new CountDownLatch(0), new CountDownLatch(0));
  }

  /** A trainer that thinks, from its first call on, until it may answer. */
  private static SimulatedTrainer trainer(CountDownLatch asked, CountDownLatch mayAnswer) {
    Script calculation = Script.calculation();
    return SimulatedTrainer.start(
        TrainerSettings.withTools(ToolBox.calculator().definitions()),
        DemoModel.files(),
        (id, turn, messages) -> {
          asked.countDown();
          try {
            mayAnswer.await();
          } catch (InterruptedException e) {
            throw new IllegalStateException(e);
          }
          return calculation.next(id, turn, messages);
        });
  }

  private static String request(String trainerUrl) {
    return request("r", trainerUrl);
  }

  private static String request(String id, String trainerUrl) {
    String body =
        """
        {"rollout_id":"%s","server_url":"%s","tokenizer_name":"%s","sampling_params":{},
         "messages":[{"role":"user","content":"Calculate 15 plus 23 and multiply by 2."}]}
        """
            .formatted(id, trainerUrl, DemoModel.NAME);
    return "POST /rollout HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: "
        + body.length()
        + "\r\n\r\n"
        + body;
  }
}
