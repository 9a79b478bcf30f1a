package dev.rolloutserver.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rolloutserver.admission.AdmissionSettings;
import dev.rolloutserver.admission.HeldMemory;
import dev.rolloutserver.deadline.Cancellation;
import dev.rolloutserver.deadline.Cancellation.Registration;
import dev.rolloutserver.http.RawConnection.Answer;
import dev.rolloutserver.registry.Rollouts;
import dev.rolloutserver.rollout.ErrorCategory;
import dev.rolloutserver.rollout.FinishReason;
import dev.rolloutserver.rollout.RolloutObserver;
import dev.rolloutserver.rollout.RolloutOutcome;
import dev.rolloutserver.rollout.RolloutSpec;
import dev.rolloutserver.rollout.Usage;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.OptionalInt;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code POST /rollout} over a real socket; what runs is the test's. */
class RolloutRouteTest {
  private static final Usage NOTHING =
      new Usage(Duration.ZERO, Duration.ZERO, Duration.ZERO, 0, 0, 0, 0, 0, 0, 0);
  private final CountDownLatch slowStarted = new CountDownLatch(1);
  private final CountDownLatch slowMayEnd = new CountDownLatch(1);
  private final CountDownLatch cancelled = new CountDownLatch(1);
  private final Rollouts rollouts =
      RouteFixture.rollouts(
          new AdmissionSettings(1, 0, Duration.ofSeconds(10), 1 << 24), this::run);
  private CallerWatch callers;
  private HttpListener listener;
  private RawConnection connection;

  @BeforeEach
  void open() throws IOException {
    open(Duration.ofMinutes(1));
  }

  private void open(Duration idleTimeout) throws IOException {
    ListenerSettings settings = RouteFixture.settings("127.0.0.1", 0, 4096, idleTimeout);
    callers = new CallerWatch();
    Routes routes =
        RouteFixture.routes(
            () -> RouteFixture.health("1", Duration.ZERO),
            rollouts,
            callers,
            4096,
            (method, status) -> {});
    listener = RouteFixture.open(settings, callers, routes::register);
    connection = new RawConnection(listener.port());
  }

  @AfterEach
  void close() throws IOException {
    slowMayEnd.countDown();
    connection.close();
    listener.close();
  }

  @Test
  void rollout_thatEnds_isAnsweredWithItsOutcome() throws IOException {
    Answer answer = post("quick").read();

    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.headers()).containsEntry("content-type", "application/json");
    assertThat(answer.body())
        .startsWith("{\"rollout_id\":\"quick\",\"status\":\"COMPLETED\",\"final_messages\":[{")
        .contains("\"finish_reason\":\"stop\",\"error_message\":null,\"metrics\":{");
  }

  @Test
  void rollout_thatWasWatched_leavesTheConnectionUsable() throws Exception {
    post("slow");
    awaitWatch();
    slowMayEnd.countDown();
    assertThat(connection.read().status()).isEqualTo(200);

    assertThat(post("quick").read().status()).isEqualTo(200);
    assertThat(connection.send("GET /health HTTP/1.1\r\nHost: x\r\n\r\n").read().status())
        .isEqualTo(200);
  }

  @Test
  void rollout_thatWasWatched_thenIdleForLong_hasItsConnectionClosed() throws Exception {
    connection.close();
    listener.close();
    open(Duration.ofMillis(100));
    post("slow");
    awaitWatch();
    slowMayEnd.countDown();
    assertThat(connection.read().status()).isEqualTo(200);

    assertThat(connection.closedByPeer()).isTrue();
  }

  @Test
  void rollout_nextRequestSentBeforeTheAnswer_isAnsweredAfterIt() throws Exception {
    post("slow");
    awaitWatch();
    post("quick");
    slowMayEnd.countDown();

    assertThat(connection.read().body()).startsWith("{\"rollout_id\":\"slow\"");
    assertThat(connection.read().body()).startsWith("{\"rollout_id\":\"quick\"");
  }

  @Test
  void rollout_callerHangsUp_isCancelledAndItsPermitFree() throws Exception {
    post("slow");
    slowStarted.await();

    connection.close();

    cancelled.await();
    connection = new RawConnection(listener.port());
    // refused for as long as the first holds the only permit
    Answer answer = post("quick").read();
    while (answer.status() == 429) {
      answer = post("quick").read();
    }
    assertThat(answer.status()).isEqualTo(200);
  }

  @ParameterizedTest
  @ValueSource(strings = {"\r\n", "GET /health HTTP/1.1\r\nHost: x\r\n\r\n", "GET /health"})
  void rollout_callerHangsUp_behindFurtherBytes_isCancelled(String further) throws Exception {
    connection.send(request("slow") + further);
    slowStarted.await();
    awaitWatch();

    connection.close();

    cancelled.await();
  }

  @Test
  void rollout_callerHangsUp_behindARequestThatCameLater_isCancelled() throws Exception {
    post("slow");
    awaitWatch();
    post("quick");
    connection.send("GET /health");

    connection.close();

    cancelled.await();
  }

  @Test
  void rollout_moreSentAheadThanIsKept_isAnsweredInOrder() throws Exception {
    post("slow");
    awaitWatch();
    int requests = 2 * ReadAhead.MAX_BYTES / 3000;
    for (int i = 0; i < requests; i++) {
      connection.send(request("quick" + i, "hi".repeat(1500)));
    }
    slowMayEnd.countDown();

    assertThat(connection.read().body()).startsWith("{\"rollout_id\":\"slow\"");
    for (int i = 0; i < requests; i++) {
      assertThat(connection.read().body()).startsWith("{\"rollout_id\":\"quick" + i + "\"");
    }
  }

  @Test
  void rollout_noPermitAndNoRoomToWait_is429WithRetryAfter() throws Exception {
    try (RawConnection first = new RawConnection(listener.port())) {
      first.send(request("slow"));
      slowStarted.await();

      Answer answer = post("quick").read();

      assertThat(answer.status()).isEqualTo(429);
      assertThat(answer.headers()).containsEntry("retry-after", "5");
      assertThat(answer.body()).startsWith("{\"detail\":\"1 rollouts run and 0 wait;");
      slowMayEnd.countDown();
      assertThat(first.read().status()).isEqualTo(200);
    }
  }

  @Test
  void rollout_whileDraining_is503_andWhatRunsEndsWithWhatItHas() throws Exception {
    post("slow");
    slowStarted.await();

    rollouts.drain(Duration.ZERO);

    assertThat(connection.read().body())
        .contains("\"status\":\"ERROR\"", "\"error_category\":\"cancelled\"");
    assertThat(connection.closedByPeer()).isTrue();
    connection = new RawConnection(listener.port());
    Answer refused = post("quick").read();
    assertThat(refused.status()).isEqualTo(503);
    assertThat(refused.headers()).containsKey("retry-after");
  }

  @Test
  void rollout_invalid_is422WithEveryProblem() throws IOException {
    Answer answer = send("{\"rollout_id\":\" \",\"messages\":[]}").read();

    assertThat(answer.status()).isEqualTo(422);
    assertThat(answer.body())
        .contains(
            "[\"body\",\"rollout_id\"]", "[\"body\",\"server_url\"]", "[\"body\",\"messages\"]");
  }

  @Test
  void rollout_withoutBody_is422() throws IOException {
    Answer answer = connection.send("POST /rollout HTTP/1.1\r\nHost: x\r\n\r\n").read();

    assertThat(answer.status()).isEqualTo(422);
    assertThat(answer.body()).contains("\"missing\"", "[\"body\"]");
  }

  @Test
  void rollout_bodyOverTheLimit_is413() throws IOException {
    Answer answer = send("x".repeat(4097)).read();

    assertThat(answer.status()).isEqualTo(413);
    assertThat(answer.body()).startsWith("{\"detail\":");
  }

  @Test
  void rollout_chunkedBodyOverTheLimit_is413() throws IOException {
    String chunk = "1001\r\n" + "x".repeat(4097) + "\r\n0\r\n\r\n";
    Answer answer =
        connection
            .send("POST /rollout HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n" + chunk)
            .read();

    assertThat(answer.status()).isEqualTo(413);
  }

  @Test
  void rollout_chunksThatCannotBeRead_are400() throws IOException {
    String chunk = "2;e=1\r\n{}\r\n0\r\n\r\n";
    Answer answer =
        connection
            .send("POST /rollout HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n" + chunk)
            .read();

    assertThat(answer.status()).isEqualTo(400);
    assertThat(answer.body()).isEqualTo("{\"detail\":\"The body cannot be read\"}");
  }

  @ParameterizedTest
  @ValueSource(strings = {"zzqq\r\nabc\r\n", "-5\r\nabc\r\n", "fffffffffffffffff\r\n", "\r\n"})
  void rollout_chunksThatCannotBeRead_are400_thoughTheCallerMaySendMore(String chunk)
      throws IOException {
    Answer answer =
        connection
            .send("POST /rollout HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n" + chunk)
            .read();

    assertThat(answer.status()).isEqualTo(400);
    assertThat(answer.body()).isEqualTo("{\"detail\":\"The body cannot be read\"}");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Transfer-Encoding: chunked\r\n\r\n7fffffff\r\nabc",
        "Content-Length: 2147483647\r\n\r\n"
      })
  void rollout_bodyFarOverTheLimit_is413WithLimitAndKey(String rest) throws IOException {
    Answer answer = connection.send("POST /rollout HTTP/1.1\r\nHost: x\r\n" + rest).read();

    assertThat(answer.status()).isEqualTo(413);
    assertThat(answer.body())
        .isEqualTo("{\"detail\":\"The body is larger than 4096 bytes (server.max-body-bytes)\"}");
  }

  @Test
  void rollout_wrongMethod_is405() throws IOException {
    Answer answer = connection.send("GET /rollout HTTP/1.1\r\nHost: x\r\n\r\n").read();

    assertThat(answer.status()).isEqualTo(405);
    assertThat(answer.headers()).containsEntry("allow", "POST");
  }

  private RolloutOutcome run(
      RolloutSpec spec, HeldMemory memory, Cancellation cancellation, RolloutObserver observer) {
    if (spec.rolloutId().equals("slow")) {
      try (Registration _ =
          cancellation.onCancel(() -> {
            cancelled.countDown();
            slowMayEnd.countDown();
          })) {
        slowStarted.countDown();
        slowMayEnd.await();
      } catch (InterruptedException e) {
        throw new IllegalStateException(e);
      }
    }
    return cancellation.cancelled()
        ? new RolloutOutcome.Failed(
            ErrorCategory.CANCELLED,
            "cancelled",
            OptionalInt.empty(),
            spec.messages(),
            NOTHING,
            Map.of())
        : new RolloutOutcome.Completed(FinishReason.STOP, spec.messages(), NOTHING, Map.of());
  }

  private void awaitWatch() {
    while (callers.watched() == 0) {
      Thread.onSpinWait();
    }
  }

  private RawConnection post(String id) throws IOException {
    return connection.send(request(id));
  }

  private RawConnection send(String body) throws IOException {
    return connection.send(withBody(body));
  }

  private static String request(String id) {
    return request(id, "hi");
  }

  private static String request(String id, String content) {
    return withBody(
        """
        {"rollout_id":"%s","server_url":"http://127.0.0.1:1","tokenizer_name":"t",
         "messages":[{"role":"user","content":"%s"}],"sampling_params":{}}
        """
            .formatted(id, content));
  }

  private static String withBody(String body) {
    return "POST /rollout HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: "
        + body.getBytes(StandardCharsets.UTF_8).length
        + "\r\n\r\n"
        + body;
  }
}
