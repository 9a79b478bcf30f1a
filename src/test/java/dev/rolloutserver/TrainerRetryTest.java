package dev.rolloutserver;

import static com.github.tomakehurst.wiremock.client.WireMock.aResponse;
import static com.github.tomakehurst.wiremock.client.WireMock.post;
import static com.github.tomakehurst.wiremock.core.WireMockConfiguration.wireMockConfig;
import static dev.rolloutserver.TrainerTurn.adds;
import static dev.rolloutserver.TrainerTurn.says;
import static org.assertj.core.api.Assertions.assertThat;

import com.github.tomakehurst.wiremock.junit5.WireMockExtension;
import dev.rolloutserver.ServerFixture.Answer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** A trainer that is away for a while, or for good, and a model that does not get on. */
class TrainerRetryTest {
  @RegisterExtension
  private final WireMockExtension trainer =
      WireMockExtension.newInstance().options(wireMockConfig().dynamicPort()).build();

  @TempDir private Path folder;

  @Test
  void trainer_thatSyncsWeightsBetweenTurns_isAskedAgain_andItsAttemptsAreTold() throws Exception {
    try (ServerFixture server = server(Map.of("trainer.max-attempts", "2"))) {
      TrainerTurn.script(
          trainer,
          adds().response(),
          aResponse().withStatus(503).withHeader("Retry-After", "0"),
          aResponse().withStatus(429).withHeader("Retry-After", "0"),
          aResponse().withStatus(503),
          says("5").response());

      Answer answer = server.rollout(trainer.baseUrl());

      assertThat(answer.member("error_message")).isNull();
      assertThat(answer.member("status")).isEqualTo("COMPLETED");
      assertThat(answer.metric("num_llm_calls")).isEqualTo(2);
      assertThat(answer.metric("num_llm_attempts")).isEqualTo(5);
      assertThat(server.get("/metrics").text())
          .contains("llm_attempts_total{result=\"unavailable\"", "{result=\"rate_limited\"");
    }
  }

  @Test
  void trainer_thatStaysAway_isANetworkErrorAtTheRolloutsDeadline() throws Exception {
    int free;
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      free = socket.getLocalPort();
    }
    try (ServerFixture server = server(Map.of("rollout.timeout-seconds", "3"))) {
      // so that the tokenizer is loaded, which takes its time too
      server.rollout(trainer.baseUrl());

      Answer answer = FailedRollout.of(server, "http://127.0.0.1:" + free);

      FailedRollout.assertFailedAt(
          1, answer, "network_error", null, " attempts, until the deadline of the rollout)");
      assertThat(answer.errorMessage())
          .startsWith("Network error communicating with trainer: http://127.0.0.1:");
      assertThat(answer.extraFields()).containsEntry("deadline", "rollout");
      assertThat(answer.metric("num_llm_attempts")).isGreaterThan(2);
    }
  }

  @Test
  void metadataAddress_isNotCalled() throws Exception {
    try (ServerFixture server = server(Map.of())) {
      Answer answer = FailedRollout.of(server, "http://169.254.169.254");

      FailedRollout.assertFailedAt(1, answer, "network_error", null, "which is always refused");
    }
  }

  @Test
  void toolServer_whereNoneMayBe_isNotCalled() throws Exception {
    try (ServerFixture server = server(Map.of("outbound.allowed-hosts", "127.0.0.0/8"))) {
      Answer answer =
          server.rollout(trainer.baseUrl(), "tool_server_url", "http://169.254.169.254/mcp");

      assertThat(answer.extraFields()).containsEntry("error_category", "tool_error");
      assertThat(answer.errorMessage())
          .startsWith("The tool server http://169.254.169.254/mcp is not called: ");
    }
  }

  @Test
  void model_thatMakesTheSameCallAgainAndAgain_isEnded() throws Exception {
    trainer.stubFor(post(TrainerTurn.PATH).willReturn(adds().response()));
    try (ServerFixture server = server(Map.of("rollout.loop-guard", "3"))) {
      Answer answer = server.rollout(trainer.baseUrl(), "max_turns", 10);

      assertThat(answer.member("status")).isEqualTo("COMPLETED");
      assertThat(answer.member("finish_reason")).isEqualTo("max_turns");
      assertThat(answer.extraFields())
          .containsEntry("loop_guard", Map.of("tool", "add", "repeats", 3L));
      assertThat(answer.metric("num_llm_calls")).isEqualTo(3);
      // each call has its result: the conversation can be used
      assertThat(answer.finalMessages()).hasSize(7);
    }
  }

  @Test
  void model_withoutAGuard_mayRepeatItself() throws Exception {
    trainer.stubFor(post(TrainerTurn.PATH).willReturn(adds().response()));
    try (ServerFixture server = server(Map.of())) {
      Answer answer = server.rollout(trainer.baseUrl(), "max_turns", 5);

      assertThat(answer.metric("num_llm_calls")).isEqualTo(5);
      assertThat(answer.extraFields()).doesNotContainKey("loop_guard");
    }
  }

  private ServerFixture server(Map<String, String> settings) throws IOException {
    Map<String, String> all = new HashMap<>(settings);
    all.put("trainer.retry-delay-seconds", "0.01");
    all.put("trainer.max-retry-delay-seconds", "0.1");
    return ServerFixture.start(folder, all);
  }
}
