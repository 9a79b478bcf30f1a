package dev.rolloutserver;

import static com.github.tomakehurst.wiremock.client.WireMock.post;
import static com.github.tomakehurst.wiremock.core.WireMockConfiguration.wireMockConfig;
import static dev.rolloutserver.TrainerTurn.adds;
import static dev.rolloutserver.TrainerTurn.says;
import static org.assertj.core.api.Assertions.assertThat;

import com.github.tomakehurst.wiremock.junit5.WireMockExtension;
import dev.rolloutserver.ServerFixture.Answer;
import dev.rolloutserver.outbound.RawPeer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** Rollouts that a deadline, or the end of the server, finds unfinished. */
class TimeoutTest {
  private static final String CALL =
      "The trainer did not answer within 0.7 s (HTTP_CLIENT_TIMEOUT)";

  @RegisterExtension
  private final WireMockExtension trainer =
      WireMockExtension.newInstance().options(wireMockConfig().dynamicPort()).build();

  @TempDir private Path folder;

  @Test
  void call_ofATrainerThatIsSilent_isATimeout() throws Exception {
    try (ServerFixture server = callsTake700Millis();
        RawPeer silent = new RawPeer();
        RawPeer silentAtTheThird = new RawPeer().answers(adds().raw(), adds().raw());
        RawPeer silentInside = new RawPeer().answers("HTTP/1.1 200 OK\r\nContent-Length: 9\r\n");
        ServerSocket neverAccepts = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      silent.whenAsked(() -> {});
      silentAtTheThird.whenAsked(() -> {});
      int port = neverAccepts.getLocalPort();

      assertCallTimeout(1, FailedRollout.of(server, silent.uri().toString()));
      assertCallTimeout(3, FailedRollout.of(server, silentAtTheThird.uri().toString()));
      assertCallTimeout(1, FailedRollout.of(server, silentInside.uri().toString()));
      assertCallTimeout(1, FailedRollout.of(server, "http://127.0.0.1:" + port));
      assertCallTimeout(1, FailedRollout.of(server, "https://127.0.0.1:" + port));
    }
  }

  @Test
  void call_ofATrainerThatDrips_isATimeout() throws Exception {
    try (ServerFixture server = callsTake700Millis()) {
      TrainerTurn.script(trainer, says("5").response().withChunkedDribbleDelay(200, 60_000));

      assertCallTimeout(1, FailedRollout.of(server, trainer.baseUrl()));
    }
  }

  @Test
  void rollout_ofManyQuickCalls_endsAtItsOwnDeadlineWithWhatItHas() throws Exception {
    try (ServerFixture server =
        ServerFixture.start(folder, Map.of("rollout.timeout-seconds", "1"))) {
      trainer.stubFor(post(TrainerTurn.PATH).willReturn(adds().response().withFixedDelay(100)));

      Answer answer =
          server.rollout(
              trainer.baseUrl(), "max_turns", 100, "metadata", Map.of("debug_trace", "yes"));

      assertThat(answer.status()).isEqualTo(200);
      assertThat(answer.member("status")).isEqualTo("ERROR");
      assertThat(answer.extraFields())
          .containsEntry("error_category", "timeout")
          .containsEntry("deadline", "rollout")
          .doesNotContainKey("http_status");
      assertThat(answer.errorMessage())
          .isEqualTo("The rollout did not end within 1.0 s (ROLLOUT_TIMEOUT_SECONDS)");
      int calls = answer.metric("num_llm_calls");
      assertThat(answer.metrics()).containsEntry("response_tokens", 3L * calls);
      assertThat(answer.finalMessages())
          .hasSizeBetween(2 * calls, 2 * calls + 1)
          .startsWith(ServerFixture.QUESTION);
      assertThat(answer.trace()).hasSizeBetween(calls, calls + 1);
    }
  }

  @Test
  void rollout_whenTheServerEnds_isCancelledAndAnsweredWithWhatItHas() throws Exception {
    CountDownLatch asked = new CountDownLatch(1);
    try (ServerFixture server = ServerFixture.start(folder, Map.of());
        RawPeer silentAtTheSecond = new RawPeer().answers(adds().raw())) {
      silentAtTheSecond.whenAsked(asked::countDown);
      CompletableFuture<Answer> answer =
          CompletableFuture.supplyAsync(() -> {
            try {
              return FailedRollout.of(server, silentAtTheSecond.uri().toString());
            } catch (IOException | InterruptedException e) {
              throw new IllegalStateException(e);
            }
          });
      asked.await();

      server.stop();

      FailedRollout.assertFailedAt(2, answer.get(), "cancelled", null, "was cancelled");
    }
  }

  private ServerFixture callsTake700Millis() throws IOException {
    return ServerFixture.start(folder, Map.of("trainer.call-timeout-seconds", "0.7"));
  }

  private static void assertCallTimeout(int call, Answer answer) {
    FailedRollout.assertFailedAt(call, answer, "timeout", null, CALL);
    assertThat(answer.extraFields()).containsEntry("deadline", "trainer_call");
  }
}
