package dev.rolloutserver;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rolloutserver.json.Json;
import dev.rolloutserver.json.JsonLimits;
import dev.rolloutserver.simulation.DemoModel;
import dev.rolloutserver.simulation.Script;
import dev.rolloutserver.simulation.SimulatedTrainer;
import dev.rolloutserver.simulation.TrainerSettings;
import dev.rolloutserver.tools.ToolBox;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpClient.Version;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * A server that is killed, and another that is stopped, while workers send their rollouts again
 * under new ids, and some of their trainers fail: the fast form of {@code verify-kill} and {@code
 * verify-chaos}.
 */
@Timeout(value = RestartIT.PATIENCE_SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class RestartIT {
  /** For rollouts that never end. */
  static final long PATIENCE_SECONDS = 300;

  private static final int ROLLOUTS = 300;
  private static final int AT_ONCE = 40;
  private static final int UNTIL_THE_KILL = 40;
  private static final int UNTIL_THE_STOP = 140;
  private static final Duration LATENCY = Duration.ofMillis(50);
  private static final Duration PAUSE = Duration.ofMillis(50);

  private final AtomicInteger completed = new AtomicInteger();
  private final AtomicInteger lost = new AtomicInteger();
  private final Map<String, String> environment = new HashMap<>();
  private final Map<Integer, FaultyTrainer> faulty = new HashMap<>();
  private volatile int port;

  @BeforeEach
  void startFaultyTrainers() throws IOException {
    for (int i = 0; i < ROLLOUTS; i++) {
      Optional<TrainerFault> fault = fault(i);
      if (fault.isPresent()) {
        faulty.put(i, new FaultyTrainer(1, fault.get()));
      }
    }
  }

  @AfterEach
  void stopFaultyTrainers() throws IOException {
    for (FaultyTrainer trainer : faulty.values()) {
      trainer.close();
    }
  }

  @Test
  void rollouts_ofAServerThatIsKilled_andOfOneThatIsStopped_endAsTheyShould(@TempDir Path models)
      throws Exception {
    DemoModel.writeTo(models);
    environment.putAll(
        Map.of(
            "ROLLOUT_SERVER_HOST", "127.0.0.1",
            "ROLLOUT_HUB_LOCAL_FOLDER", models.toString(),
            "HF_HUB_OFFLINE", "1",
            "HTTP_CLIENT_TIMEOUT", "2",
            "ROLLOUT_TRAINER_MAX_ATTEMPTS", "2"));
    try (SimulatedTrainer trainer = trainer();
        ExecutorService workers =
            Executors.newFixedThreadPool(AT_ONCE, Thread.ofVirtual().factory())) {
      ServerProcess first = start();
      List<Future<String>> outcomes = new ArrayList<>();
      for (int i = 0; i < ROLLOUTS; i++) {
        int number = i;
        FaultyTrainer fails = faulty.get(i);
        String url = fails == null ? trainer.url() : fails.url();
        outcomes.add(workers.submit(() -> play(url, number)));
      }
      awaitCompleted(UNTIL_THE_KILL);
      first.close();
      int stopped;
      try (ServerProcess second = start()) {
        awaitCompleted(UNTIL_THE_STOP);
        second.terminate();
        stopped = second.end().exitCode();
      }
      try (ServerProcess _ = start()) {
        for (int i = 0; i < ROLLOUTS; i++) {
          assertThat(outcomes.get(i).get())
              .isIn("COMPLETED stop", fault(i).map(TrainerFault::category).orElse(""));
        }
      }
      assertThat(stopped).isZero();
      assertThat(lost).as("rollouts that the kill took").hasPositiveValue();
      assertThat(trainer.violations()).isZero();
    }
  }

  /** One percent each resets, stalls and answers garbage, five say that they are busy. */
  private static Optional<TrainerFault> fault(int number) {
    return switch (number % 100) {
      case 0 -> Optional.of(TrainerFault.RESETS_UNANSWERED);
      case 1 -> Optional.of(TrainerFault.STALLS);
      case 2 -> Optional.of(TrainerFault.ANSWERS_HTML);
      case 3, 4, 5, 6, 7 -> Optional.of(TrainerFault.IS_UNAVAILABLE);
      default -> Optional.empty();
    };
  }

  private static SimulatedTrainer trainer() throws IOException {
    return SimulatedTrainer.start(
        new TrainerSettings(
            0, Optional.empty(), LATENCY, 10_000, ToolBox.calculator().definitions()),
        DemoModel.files(),
        Script.calculation());
  }

  /** On the port of the one before, if there was one. */
  private ServerProcess start() throws IOException {
    environment.put("ROLLOUT_SERVER_PORT", Integer.toString(port));
    ServerProcess server = ServerProcess.jar(environment);
    port = server.port();
    server.discardLog();
    return server;
  }

  private void awaitCompleted(int count) throws InterruptedException {
    while (completed.get() < count) {
      Thread.sleep(PAUSE);
    }
  }

  /**
   * Asks until the rollout has ended; under a new id wherever it is not known what became of it.
   */
  private String play(String trainer, int number) throws InterruptedException {
    try (HttpClient worker = HttpClient.newBuilder().version(Version.HTTP_1_1).build()) {
      int generation = 0;
      while (true) {
        try {
          HttpResponse<byte[]> response =
              worker.send(request(trainer, number, generation), BodyHandlers.ofByteArray());
          if (response.statusCode() == 200) {
            completed.incrementAndGet();
            return outcome(response.body());
          }
          assertThat(response.statusCode()).isEqualTo(503);
        } catch (IOException e) {
          lost.incrementAndGet();
          generation++;
        }
        Thread.sleep(PAUSE);
      }
    }
  }

  private HttpRequest request(String trainer, int number, int generation) {
    return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/rollout"))
        .header("Content-Type", "application/json")
        .POST(
            BodyPublishers.ofByteArray(
                Json.write(
                    Map.of(
                        "rollout_id",
                        "restart-" + number + "-" + generation,
                        "server_url",
                        trainer,
                        "messages",
                        List.of(
                            Map.of(
                                "role",
                                "user",
                                "content",
                                "Please calculate "
                                    + number
                                    + " plus 23 and multiply the sum by 2.")),
                        "sampling_params",
                        Map.of(),
                        "tokenizer_name",
                        DemoModel.NAME))))
        .build();
  }

  private static String outcome(byte[] answer) {
    Map<?, ?> body = (Map<?, ?>) Objects.requireNonNull(Json.read(answer, JsonLimits.DEFAULT));
    Map<?, ?> extraFields = (Map<?, ?>) Objects.requireNonNull(body.get("extra_fields"));
    return extraFields.get("error_category") instanceof String category
        ? category
        : body.get("status") + " " + body.get("finish_reason");
  }
}
