package dev.rolloutserver.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rolloutserver.admission.AdmissionSettings;
import dev.rolloutserver.admission.HeldMemory;
import dev.rolloutserver.deadline.Cancellation;
import dev.rolloutserver.deadline.Cancellation.Registration;
import dev.rolloutserver.registry.Rollouts;
import dev.rolloutserver.rollout.FinishReason;
import dev.rolloutserver.rollout.RolloutObserver;
import dev.rolloutserver.rollout.RolloutOutcome;
import dev.rolloutserver.rollout.RolloutSpec;
import dev.rolloutserver.rollout.Usage;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Blanks before an answer, over a real socket. */
class HeartbeatTest {
  private static final Usage NOTHING =
      new Usage(Duration.ZERO, Duration.ZERO, Duration.ZERO, 0, 0, 0, 0, 0, 0, 0);

  private final CountDownLatch slowMayEnd = new CountDownLatch(1);
  private final Heartbeats heartbeats = new Heartbeats(Duration.ofMillis(50));
  private final Rollouts rollouts =
      RouteFixture.rollouts(
          new AdmissionSettings(1, 1, Duration.ofMillis(300), 1 << 24), this::run);
  private HttpListener listener;
  private RawConnection connection;

  @BeforeEach
  void open() throws IOException {
    ListenerSettings settings = RouteFixture.settings(4096);
    CallerWatch callers = new CallerWatch();
    Routes routes =
        RouteFixture.routes(
            () -> RouteFixture.health("1", Duration.ZERO),
            rollouts,
            callers,
            4096,
            RouteFixture.noKeys(),
            heartbeats,
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
  void answer_thatIsQuick_hasNone() throws IOException {
    RawConnection.Answer answer = post("quick").read();

    assertThat(answer.headers()).containsKey("content-length");
    assertThat(answer.body()).startsWith("{");
  }

  @Test
  void answer_thatTakesLong_beginsWithBlanks_andIsWholeJson() throws IOException {
    post("slow");
    String begin = connection.readUntil("1\r\n \r\n1\r\n \r\n");
    slowMayEnd.countDown();
    String rest = connection.readUntil("\r\n0\r\n\r\n");

    assertThat(begin)
        .startsWith("HTTP/1.1 200 OK")
        .containsIgnoringCase("Content-Type: application/json")
        .containsIgnoringCase("X-Content-Type-Options: nosniff");
    assertThat(rest).contains("{\"rollout_id\":\"slow\",\"status\":\"COMPLETED\"");
    assertThat(post("quick").read().status()).isEqualTo(200);
  }

  @Test
  void rollout_thatOnlyWaits_hasNone_andIsRefusedByItsStatus() throws IOException {
    post("slow");
    connection.readUntil("\r\n \r\n");
    try (RawConnection second = new RawConnection(listener.port())) {
      // longer than several heartbeats
      assertThat(second.send(request("quick")).read().status()).isEqualTo(429);
    }
  }

  @Test
  void caller_thatHasGone_cancels() throws IOException {
    post("slow");
    connection.readUntil("\r\n \r\n");
    connection.close();

    connection = new RawConnection(listener.port());
    // refused for as long as the first holds the only permit
    while (post("quick").read().status() == 429) {
      assertThat(slowMayEnd.getCount()).isLessThanOrEqualTo(1);
    }
  }

  private RolloutOutcome run(
      RolloutSpec spec, HeldMemory memory, Cancellation cancellation, RolloutObserver observer) {
    heartbeats.admitted();
    if (spec.rolloutId().equals("slow")) {
      try (Registration _ = cancellation.onCancel(slowMayEnd::countDown)) {
        slowMayEnd.await();
      } catch (InterruptedException e) {
        throw new IllegalStateException(e);
      }
    }
    return new RolloutOutcome.Completed(FinishReason.STOP, spec.messages(), NOTHING, Map.of());
  }

  private RawConnection post(String id) throws IOException {
    return connection.send(request(id));
  }

  private static String request(String id) {
    String body =
        """
        {"rollout_id":"%s","server_url":"http://127.0.0.1:1","tokenizer_name":"t",
         "messages":[{"role":"user","content":"hi"}],"sampling_params":{}}
        """
            .formatted(id);
    return "POST /rollout HTTP/1.1\r\nHost: x\r\nContent-Length: "
        + body.length()
        + "\r\n\r\n"
        + body;
  }
}
