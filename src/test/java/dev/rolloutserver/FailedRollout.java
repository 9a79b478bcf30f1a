package dev.rolloutserver;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rolloutserver.ServerFixture.Answer;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A rollout that a trainer lets fail, and all that its answer must be. */
final class FailedRollout {
  static final String SECRET = "secret-key-of-the-trainer";

  private FailedRollout() {}

  /** Runs one with a key and a trace. */
  static Answer of(ServerFixture server, String trainerUrl)
      throws IOException, InterruptedException {
    return of(server, trainerUrl, "r");
  }

  /** The same under an id of its own. */
  static Answer of(ServerFixture server, String trainerUrl, String id)
      throws IOException, InterruptedException {
    return server.rollout(
        trainerUrl,
        "rollout_id",
        id,
        "callback_api_key",
        SECRET,
        "metadata",
        Map.of("debug_trace", true),
        "sampling_params",
        Map.of("logprobs", true));
  }

  /**
   * It failed for this reason.
   *
   * @param status what the trainer answered; null where it did not
   */
  static void assertFailed(
      Answer answer, String category, @Nullable Integer status, String message) {
    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.member("status")).isEqualTo("ERROR");
    assertThat(answer.json()).containsEntry("finish_reason", null);
    assertThat(answer.extraFields()).containsEntry("error_category", category);
    if (status == null) {
      assertThat(answer.extraFields()).doesNotContainKey("http_status");
    } else {
      assertThat(answer.extraFields()).containsEntry("http_status", status.longValue());
    }
    assertThat(answer.errorMessage())
        .contains(message)
        .doesNotContain(
            "Exception", "\tat ", "\n", SECRET, System.getProperty("java.io.tmpdir"), ".java");
  }

  /**
   * It failed at this call, and before each answer was {@link TrainerTurn#adds}.
   *
   * @param status what the trainer answered; null where it did not
   */
  static void assertFailedAt(
      int failed, Answer answer, String category, @Nullable Integer status, String message) {
    int good = failed - 1;
    assertFailed(answer, category, status, message);
    List<String> roles = new ArrayList<>(List.of("user"));
    Collections.nCopies(good, List.of("assistant", "tool")).forEach(roles::addAll);
    assertThat(answer.finalMessages()).extracting(said -> said.get("role")).isEqualTo(roles);
    assertThat(answer.metrics())
        .containsEntry("num_llm_calls", (long) good)
        .containsEntry("num_tool_calls", (long) good)
        .containsEntry("prompt_tokens", 5L * good)
        .containsEntry("response_tokens", 3L * good)
        .containsEntry("max_context_tokens", good == 0 ? 0L : 8L);
    assertThat((Double) answer.metrics().get("llm_latency_ms")).isPositive();
    assertThat(answer.trace()).hasSize(failed);
    assertThat(answer.trace().getLast())
        .containsEntry("turn", (long) failed)
        .containsEntry("assistant_message", null);
    assertThat(answer.trace().subList(0, good))
        .allSatisfy(turn -> assertThat((List<?>) turn.get("tool_results")).hasSize(1));
  }
}
