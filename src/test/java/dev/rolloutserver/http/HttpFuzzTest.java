package dev.rolloutserver.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rolloutserver.admission.AdmissionSettings;
import dev.rolloutserver.registry.Rollouts;
import dev.rolloutserver.rollout.FinishReason;
import dev.rolloutserver.rollout.RolloutOutcome;
import dev.rolloutserver.rollout.Usage;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

/**
 * Mutated requests over real sockets. {@code -Dfuzz.requests=100000 -Dfuzz.seed=7} makes more and
 * others of them; a failure names its seed and number.
 */
class HttpFuzzTest {
  private static final Usage NOTHING =
      new Usage(Duration.ZERO, Duration.ZERO, Duration.ZERO, 0, 0, 0, 0, 0, 0, 0);

  /** Of so many requests one leaves its connection open, as if more came. */
  private static final int KEPT_OPEN = 20;

  private static final Duration LATE = Duration.ofMillis(200);

  private final int requests = Integer.getInteger("fuzz.requests", 600);
  private final long seed = Long.getLong("fuzz.seed", 1);
  private final Rollouts rollouts =
      RouteFixture.rollouts(
          new AdmissionSettings(8, 8, Duration.ofSeconds(10), 1 << 24),
          (spec, memory, cancellation, _) ->
              new RolloutOutcome.Completed(FinishReason.STOP, spec.messages(), NOTHING, Map.of()));

  @Test
  void mutatedRequests_areAnsweredOrRefused_andNeverShowOurInsides() throws IOException {
    ListenerSettings settings = RouteFixture.settings(LATE, LATE, LATE);
    CallerWatch callers = new CallerWatch();
    MutatedRequests mutated = new MutatedRequests(seed);
    try (HttpListener listener =
        RouteFixture.open(
            settings,
            callers,
            RouteFixture.routes(
                    () -> RouteFixture.health("1", Duration.ZERO),
                    rollouts,
                    callers,
                    16_384,
                    (method, status) -> {})
                ::register)) {
      for (int i = 0; i < requests; i++) {
        byte[] request = mutated.next();
        assertThat(answers(listener.port(), request, i % KEPT_OPEN == 0))
            .as("seed %d, request %d: %s", seed, i, new String(request, StandardCharsets.UTF_8))
            .doesNotContain(
                "HTTP/1.1 500", "Exception", "\tat ", "dev.rolloutserver", "io.helidon");
      }
      try (RawConnection connection = new RawConnection(listener.port())) {
        connection.send("GET /health HTTP/1.1\r\nHost: x\r\n\r\n");
        assertThat(connection.read().status()).isEqualTo(200);
      }
      assertThat(rollouts.active()).isZero();
      assertThat(rollouts.waiting()).isZero();
    }
  }

  /** All that comes back, once nothing more is sent or while more might be. */
  private static String answers(int port, byte[] request, boolean open) throws IOException {
    try (RawConnection connection = new RawConnection(port)) {
      if (open) {
        connection.trySend(new String(request, StandardCharsets.ISO_8859_1));
      } else {
        connection.sendLast(request);
      }
      return connection.readAll();
    }
  }
}
