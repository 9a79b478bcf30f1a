package dev.rolloutserver.command.bench;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rolloutserver.json.Json;
import dev.rolloutserver.json.JsonLimits;
import dev.rolloutserver.simulation.load.LoadScenario;
import java.io.IOException;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What the worker takes for a rollout that is as it should be. */
class WorkerTest {
  private static final LoadScenario SCENARIO = LoadScenario.named("tools").orElseThrow();
  private static final long ROLLOUT = 5;

  @Test
  void failure_ofARolloutAsItShouldBe_isNone() {
    assertThat(failure("COMPLETED", "stop", 3, SCENARIO.lastWords(ROLLOUT))).isEmpty();
  }

  @Test
  void failure_ofWhatIsNoAnswer_saysSo() {
    assertThat(Worker.failure(SCENARIO, ROLLOUT, List.of())).hasValue("the answer is no object");
  }

  @Test
  void failure_ofAnError_hasItsMessage() {
    assertThat(failure("ERROR", "stop", 3, "")).hasValue("ended as ERROR: told");
  }

  @Test
  void failure_ofAnotherEnd_namesIt() {
    assertThat(failure("COMPLETED", "max_tokens", 3, SCENARIO.lastWords(ROLLOUT)))
        .hasValue("ended with finish_reason max_tokens");
  }

  @Test
  void failure_ofOtherCalls_countsThem() {
    assertThat(failure("COMPLETED", "stop", 4, SCENARIO.lastWords(ROLLOUT)))
        .hasValue("num_llm_calls is 4, but the model was called 3");
  }

  @Test
  void failure_ofOtherLastWords_saysSo() {
    assertThat(failure("COMPLETED", "stop", 3, SCENARIO.lastWords(ROLLOUT + 1)))
        .hasValue("final_messages does not end with what the model said last");
  }

  @Test
  void play_ofAServerThatIsNotThere_isAFailure() throws IOException {
    int free;
    try (ServerSocket socket = new ServerSocket(0)) {
      free = socket.getLocalPort();
    }
    try (Worker worker =
        new Worker("http://127.0.0.1:" + free, ServerAccess.OPEN, "http://h", "t")) {
      Played rollout = worker.play(SCENARIO, ROLLOUT, Duration.ofSeconds(20));

      assertThat(rollout.failure()).contains("cannot be reached");
      assertThat(rollout.rolloutId()).isEqualTo("bench-tools-5");
    }
  }

  private static Optional<String> failure(
      String status, String finishReason, int calls, String lastWords) {
    byte[] answer =
        Json.write(
            Map.of(
                "status",
                status,
                "finish_reason",
                finishReason,
                "error_message",
                "told",
                "metrics",
                Map.of("num_llm_calls", calls),
                "final_messages",
                List.of(Map.of("role", "assistant", "content", lastWords))));
    return Worker.failure(SCENARIO, ROLLOUT, Json.read(answer, JsonLimits.DEFAULT));
  }
}
