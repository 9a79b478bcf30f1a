package dev.rolloutserver;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rolloutserver.json.Json;
import dev.rolloutserver.json.JsonLimits;
import dev.rolloutserver.simulation.DemoModel;
import dev.rolloutserver.simulation.Script;
import dev.rolloutserver.simulation.SimulatedTrainer;
import dev.rolloutserver.simulation.TrainerSettings;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpClient.Version;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Many rollouts at once against the packaged jar leave nothing behind. */
class RolloutSoakIT {
  private static final int AT_ONCE = 100;
  private static final int WARM_UP = 300;
  private static final int ROLLOUTS = 1000;
  private static final int CALLS_OF_A_ROLLOUT = 3;

  private static final int MAX_MORE_THREADS = 8;
  private static final int MAX_MORE_DESCRIPTORS = 16;
  private static final long MAX_MORE_HEAP = 1 << 20;

  private static final Duration PAUSE = Duration.ofMillis(100);
  private static final int MAX_PAUSES = 100;

  @Test
  void rollouts_thousandAtAHundredAtOnce_allSucceedAndLeaveNothingBehind(@TempDir Path models)
      throws Exception {
    DemoModel.writeTo(models);
    Map<String, String> environment =
        Map.of(
            "ROLLOUT_SERVER_PORT", "0",
            "ROLLOUT_SERVER_HOST", "127.0.0.1",
            "ROLLOUT_HUB_LOCAL_FOLDER", models.toString(),
            // full after the warm-up
            "ROLLOUT_ANSWER_CACHE_BYTES", "65536",
            "HF_HUB_OFFLINE", "1",
            // full after the warm-up
            "ROLLOUT_PAGE_RING_BYTES", "262144");
    try (ServerProcess server = ServerProcess.jar(environment)) {
      String url = "http://127.0.0.1:" + server.port();
      server.discardLog();
      List<?> tools = (List<?>) Objects.requireNonNull(json(url + "/tools").get("tools"));
      try (SimulatedTrainer trainer =
          SimulatedTrainer.start(
              TrainerSettings.withTools(objects(tools)), DemoModel.files(), Script.calculation())) {
        play(url, trainer, 1);
        int loaded = ProcessResources.descriptors(server.pid());
        play(url, trainer, WARM_UP);
        ProcessResources before = atRest(server, url, loaded + MAX_MORE_DESCRIPTORS);

        List<String> outcomes = play(url, trainer, ROLLOUTS);

        assertThat(outcomes).hasSize(ROLLOUTS).containsOnly("COMPLETED stop 3");
        assertThat(trainer.violations()).isZero();
        assertThat(trainer.answered())
            .isEqualTo((long) CALLS_OF_A_ROLLOUT * (1 + WARM_UP + ROLLOUTS));
        assertThat(trainer.sessions()).isZero();
        ProcessResources after = atRest(server, url, before.descriptors() + MAX_MORE_DESCRIPTORS);
        String both = before + ", then " + after;
        assertThat(after.threads()).as(both).isLessThan(before.threads() + MAX_MORE_THREADS);
        assertThat(after.descriptors())
            .as(both)
            .isLessThan(before.descriptors() + MAX_MORE_DESCRIPTORS);
        assertThat(after.virtualThreads())
            .as(both)
            .isLessThan(before.virtualThreads() + MAX_MORE_DESCRIPTORS);
        assertThat(after.heapBytes()).as(both).isLessThan(before.heapBytes() + MAX_MORE_HEAP);
      }
    }
  }

  /** Runs rollouts, each with a question of its own; the outcome of each in a few words. */
  private static List<String> play(String url, SimulatedTrainer trainer, int rollouts)
      throws Exception {
    List<Future<String>> outcomes = new ArrayList<>();
    try (HttpClient worker = HttpClient.newBuilder().version(Version.HTTP_1_1).build();
        ExecutorService threads =
            Executors.newFixedThreadPool(AT_ONCE, Thread.ofVirtual().factory())) {
      for (int i = 0; i < rollouts; i++) {
        HttpRequest request =
            HttpRequest.newBuilder(URI.create(url + "/rollout"))
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofByteArray(request(trainer, rollouts + "-" + i, i)))
                .build();
        outcomes.add(
            threads.submit(() -> outcome(worker.send(request, BodyHandlers.ofByteArray()).body())));
      }
      List<String> results = new ArrayList<>();
      for (Future<String> outcome : outcomes) {
        results.add(outcome.get());
      }
      return results;
    }
  }

  private static byte[] request(SimulatedTrainer trainer, String id, int number) {
    return Json.write(
        Map.of(
            "rollout_id", id,
            "server_url", trainer.url(),
            "messages",
                List.of(
                    Map.of(
                        "role",
                        "user",
                        "content",
                        "Please calculate " + number + " plus 23 and multiply the sum by 2.")),
            "sampling_params", Map.of(),
            "tokenizer_name", DemoModel.NAME));
  }

  private static String outcome(byte[] answer) {
    Map<?, ?> body = (Map<?, ?>) Objects.requireNonNull(Json.read(answer, JsonLimits.DEFAULT));
    Map<?, ?> metrics = (Map<?, ?>) Objects.requireNonNull(body.get("metrics"));
    return body.get("status")
        + " "
        + body.get("finish_reason")
        + " "
        + metrics.get("num_llm_calls");
  }

  /** What the server holds once its callers have gone and idle connections are closed. */
  private static ProcessResources atRest(ServerProcess server, String url, int descriptors)
      throws Exception {
    int i = 0;
    while (ProcessResources.descriptors(server.pid()) >= descriptors && i++ < MAX_PAUSES) {
      server.letRun(PAUSE);
    }
    Map<?, ?> health = json(url + "/health");
    assertThat(health.get("active_rollouts")).isEqualTo(0L);
    assertThat(health.get("waiting_rollouts")).isEqualTo(0L);
    return ProcessResources.of(server.pid());
  }

  private static Map<?, ?> json(String url) throws IOException, InterruptedException {
    try (HttpClient client = HttpClient.newHttpClient()) {
      byte[] body =
          client
              .send(HttpRequest.newBuilder(URI.create(url)).build(), BodyHandlers.ofByteArray())
              .body();
      return (Map<?, ?>) Objects.requireNonNull(Json.read(body, JsonLimits.DEFAULT));
    }
  }

  @SuppressWarnings("unchecked") // objects that were read have strings for names
  private static List<Map<String, Object>> objects(List<?> elements) {
    return (List<Map<String, Object>>) elements;
  }
}
