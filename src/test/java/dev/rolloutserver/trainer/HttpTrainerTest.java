package dev.rolloutserver.trainer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.rolloutserver.admission.AmpleMemory;
import dev.rolloutserver.conversation.Message;
import dev.rolloutserver.deadline.Cancellation;
import dev.rolloutserver.deadline.Deadline;
import dev.rolloutserver.json.IdText;
import dev.rolloutserver.json.JsonLimits;
import dev.rolloutserver.outbound.DestinationPolicy;
import dev.rolloutserver.outbound.OutboundHttp;
import dev.rolloutserver.outbound.OutboundSettings;
import dev.rolloutserver.outbound.RawPeer;
import dev.rolloutserver.outbound.TlsFiles;
import dev.rolloutserver.protocol.CompletionRequest;
import dev.rolloutserver.protocol.CompletionResponse;
import dev.rolloutserver.protocol.SamplingParams;
import dev.rolloutserver.trainer.TrainerException.Kind;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.random.RandomGenerator;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** When a trainer is asked again, seen from its socket; no test waits between two attempts. */
class HttpTrainerTest {
  private static final String GOOD =
      ok(
          "{\"id\":\"1\",\"object\":\"o\",\"created\":1,\"model\":\"m\",\"choices\":[{\"message\":"
              + "{\"role\":\"assistant\",\"content\":\"5\"},\"finish_reason\":\"stop\"}],"
              + "\"token_ids\":[1],\"logprobs\":[-1.0],\"prompt_token_ids\":[2]}");

  private static final Instant NOW = Instant.parse("2026-03-01T10:00:00Z");
  private static final Pattern KEY = Pattern.compile("Idempotency-Key: (\\S+)\r\n");

  private final List<Duration> waits = new ArrayList<>();
  private final List<String> attempts = new ArrayList<>();
  private final Cancellation cancellation = new Cancellation();
  private final RawPeer peer;

  /** Never random: what full jitter may take at most. */
  private final RandomGenerator longest =
      new RandomGenerator() {
        @Override
        public long nextLong() {
          throw new UnsupportedOperationException("a bound is always given");
        }

        @Override
        public long nextLong(long bound) {
          return bound - 1;
        }
      };

  private OutboundSettings outbound = new OutboundSettings(Duration.ofSeconds(5), 100_000);
  private RetrySettings retries = retries(Optional.empty(), false);
  private BreakerSettings breaker = new BreakerSettings(0, Duration.ofSeconds(30));
  private Duration callTimeout = Duration.ofSeconds(10);
  private Deadline deadline = Deadline.after(Duration.ofHours(1));
  private Runnable whilePaused = () -> {};

  HttpTrainerTest() throws IOException {
    peer = new RawPeer();
  }

  @AfterEach
  void close() throws IOException {
    peer.close();
  }

  @Test
  void answer_atOnce_isOneAttempt() {
    peer.answers(GOOD);

    assertThat(complete().tokenIds().count()).isEqualTo(1);
    assertThat(attempts).containsExactly("ok");
    assertThat(peer.received()).doesNotContain("Idempotency-Key");
  }

  @ParameterizedTest
  @CsvSource({"429, RATE_LIMITED", "503, UNAVAILABLE"})
  void refusal_withoutATime_spendsAttempts_withWaitsThatDouble(int status, Kind kind) {
    peer.answers(status(status), status(status), status(status), status(status), status(status));

    TrainerException failure = failure();

    assertThat(failure.kind()).isEqualTo(kind);
    assertThat(failure.httpStatus()).hasValue(status);
    assertThat(failure.deadline()).isEmpty();
    assertThat(failure)
        .hasMessage("The trainer answered " + status + " (5 attempts, trainer.max-attempts)");
    assertThat(waits).containsExactly(millis(500), millis(1000), millis(2000), millis(3000));
    assertThat(attempts).hasSize(5).containsOnly(kind.label());
  }

  @ParameterizedTest
  @CsvSource({"429, RATE_LIMITED", "503, UNAVAILABLE"})
  void refusal_thenAnswer_isTheAnswer(int status, Kind kind) {
    peer.answers(status(status), GOOD);

    assertThat(complete().tokenIds().count()).isEqualTo(1);
    assertThat(attempts).containsExactly(kind.label(), "ok");
    assertThat(peer.connections()).isEqualTo(1);
  }

  @Test
  void refusal_withATime_spendsNoAttempt() {
    String[] pauses = new String[12];
    Arrays.fill(pauses, status(503, "Retry-After: 7"));
    peer.answers(pauses).answers(status(429), GOOD);

    complete();

    assertThat(attempts).hasSize(14);
    // what was told, and up to the shortest wait more, so that not all come back at once
    assertThat(waits.subList(0, 12)).containsOnly(millis(7500));
    assertThat(waits.getLast()).isEqualTo(millis(500));
  }

  @ParameterizedTest
  @CsvSource({
    "Retry-After: 0, 500",
    "Retry-After: 0.2, 500",
    "Retry-After: 1, 1000",
    "Retry-After: 60, 60000",
    "Retry-After: 61, 60000",
    "Retry-After: 999999999, 60000",
    "'Retry-After: Sun, 01 Mar 2026 10:00:20 GMT', 20000",
    "'Retry-After: Sunday, 01-Mar-26 10:00:20 GMT', 20000",
    "'Retry-After: Sun Mar  1 10:00:20 2026', 20000",
    "'Retry-After: Sun, 01 Mar 2026 09:00:00 GMT', 500",
    "'Date: Sun, 01 Mar 2026 10:00:15 GMT~Retry-After: Sun, 01 Mar 2026 10:00:20 GMT', 5000",
  })
  void refusal_thatSaysWhen_isWaitedForWithinBounds(String headers, long millis) {
    peer.answers(status(503, headers.replace("~", "\r\n")), GOOD);

    complete();

    assertThat(waits).containsExactly(millis(millis + 500));
  }

  @ParameterizedTest
  @ValueSource(strings = {"soon", "-1", "1e3", ""})
  void refusal_thatSaysNoTime_countsAsOneWithout(String value) {
    peer.answers(status(503, "Retry-After: " + value), GOOD);

    complete();

    assertThat(waits).containsExactly(millis(500));
  }

  @Test
  void refusal_untilLaterThanTheRollout_endsAtOnce_andNamesItsDeadline() {
    deadline = Deadline.after(Duration.ofSeconds(5));
    peer.answers(status(429, "Retry-After: 5"));

    TrainerException failure = failure();

    assertThat(failure.kind()).isEqualTo(Kind.RATE_LIMITED);
    assertThat(failure.deadline()).hasValue("rollout");
    assertThat(failure)
        .hasMessage("The trainer answered 429 (1 attempt, until the deadline of the rollout)");
    assertThat(waits).isEmpty();
  }

  @Test
  void connection_refusedAtFirst_isTriedUntilThereIsOne() throws Exception {
    int port = freePort();
    try (ReturningPeer returning = new ReturningPeer(port)) {
      whilePaused =
          () -> {
            if (waits.size() == 3) {
              returning.listen(GOOD);
            }
          };

      complete("http://127.0.0.1:" + port, 1);
    }

    assertThat(attempts).containsExactly("unreachable", "unreachable", "unreachable", "ok");
    assertThat(waits).containsExactly(millis(500), millis(1000), millis(2000));
  }

  @Test
  void connection_refusedToTheEnd_isANetworkErrorThatNamesTheRolloutsDeadline() throws Exception {
    deadline = Deadline.after(Duration.ofMillis(400));
    whilePaused = this::sleepTheWait;

    TrainerException failure = failure("http://127.0.0.1:" + freePort());

    assertThat(failure.kind()).isEqualTo(Kind.UNREACHABLE);
    assertThat(failure.deadline()).hasValue("rollout");
    assertThat(failure.getMessage())
        .startsWith("Network error communicating with trainer: http://127.0.0.1:")
        .contains("cannot be reached: Connection refused (")
        .endsWith(" attempts, until the deadline of the rollout)");
    assertThat(attempts).hasSizeGreaterThan(2);
  }

  @Test
  void connection_refused_withoutRetries_isTriedOnce() throws Exception {
    retries = retries(Optional.of(Duration.ZERO), false);

    TrainerException failure = failure("http://127.0.0.1:" + freePort());

    assertThat(failure.kind()).isEqualTo(Kind.UNREACHABLE);
    assertThat(failure.deadline()).isEmpty();
    assertThat(failure.getMessage()).endsWith("Connection refused");
    assertThat(attempts).containsExactly("unreachable");
  }

  @Test
  void connection_refusedForLongerThanIsTried_namesTheLimit() throws Exception {
    retries = retries(Optional.of(Duration.ofMillis(300)), false);
    whilePaused = this::sleepTheWait;

    TrainerException failure = failure("http://127.0.0.1:" + freePort());

    assertThat(failure.getMessage()).endsWith(" attempts, trainer.connect-retry-seconds)");
    assertThat(failure.deadline()).isEmpty();
  }

  @Test
  void address_thatIsForbidden_isNotTriedAgain() {
    TrainerException failure = failure("http://169.254.169.254");

    assertThat(failure.kind()).isEqualTo(Kind.FORBIDDEN);
    assertThat(failure)
        .hasMessage(
            "Network error communicating with trainer:"
                + " http://169.254.169.254/v1/chat/completions is not called: 169.254.169.254 is a"
                + " link-local or metadata address, which is always refused");
    assertThat(waits).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n{"})
  void request_sentWithoutAnAnswer_isNotRepeated(String answer) {
    peer.answers(answer).thenCloses();

    assertThat(failure().kind()).isEqualTo(Kind.NETWORK);
    assertThat(attempts).containsExactly("network");
    assertThat(peer.connections()).isEqualTo(1);
  }

  @ParameterizedTest
  @CsvSource({
    "500, SERVER_ERROR",
    "501, SERVER_ERROR",
    "502, GATEWAY",
    "504, GATEWAY",
    "599, SERVER_ERROR",
    "400, CLIENT_ERROR",
    "408, CLIENT_ERROR",
    "425, CLIENT_ERROR",
    "302, UNEXPECTED_STATUS",
  })
  void anyOtherStatus_isNotRepeated(int status, Kind kind) {
    peer.answers(status(status, "Retry-After: 1"));

    assertThat(failure().kind()).isEqualTo(kind);
    assertThat(waits).isEmpty();
  }

  @Test
  void request_ofAnIdempotentTrainer_isRepeatedWithTheSameKey() {
    retries = retries(Optional.empty(), true);
    peer.answers("").thenCloses();
    peer.answers("HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n{").thenCloses();
    peer.answers(status(504), GOOD, GOOD);

    complete();
    complete(url(), 2);

    assertThat(attempts).containsExactly("network", "network", "gateway", "ok", "ok");
    List<String> keys =
        KEY.matcher(peer.received()).results().map(result -> result.group(1)).toList();
    assertThat(keys).hasSize(5);
    assertThat(keys.subList(0, 4)).containsOnly(keys.getFirst());
    assertThat(keys.getLast()).isNotEqualTo(keys.getFirst());
  }

  @Test
  void request_thatAsksSomethingElseUnderTheSameId_hasAnotherKey() {
    retries = retries(Optional.empty(), true);
    peer.answers(GOOD, GOOD, GOOD);

    complete(url(), 1, "hi");
    complete(url(), 1, "hello");
    complete(url(), 1, "hi");

    List<String> keys =
        KEY.matcher(peer.received()).results().map(result -> result.group(1)).toList();
    assertThat(keys).hasSize(3);
    assertThat(keys.get(1)).isNotEqualTo(keys.get(0));
    assertThat(keys.get(2)).isEqualTo(keys.get(0));
  }

  @Test
  void requests_ofAnIdempotentTrainer_areBoundedInNumber() {
    retries = retries(Optional.empty(), true);
    for (int i = 0; i < 5; i++) {
      peer.answers("").thenCloses();
    }

    assertThat(failure()).hasMessageEndingWith("(5 attempts, trainer.max-attempts)");
    assertThat(attempts).hasSize(5);
  }

  @Test
  void answer_thatDoesNotBegin_meetsTheFirstBytesDeadline() {
    outbound =
        new OutboundSettings(
            Duration.ofSeconds(5),
            Duration.ofMillis(300),
            100_000,
            DestinationPolicy.OPEN,
            TlsFiles.NONE);
    peer.whenAsked(() -> {});

    TrainerException failure = failure();

    assertThat(failure.kind()).isEqualTo(Kind.TIMEOUT);
    assertThat(failure.deadline()).hasValue("first_byte");
    assertThat(failure)
        .hasMessage(
            url()
                + "/v1/chat/completions did not begin to answer within 0.3 s"
                + " (trainer.first-byte-timeout-seconds)");
  }

  @Test
  void answer_thatBeginsAndStalls_meetsTheCallsDeadline() {
    callTimeout = Duration.ofMillis(600);
    peer.answers("HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n{");

    TrainerException failure = failure();

    assertThat(failure.deadline()).hasValue("trainer_call");
    assertThat(failure).hasMessage("The trainer did not answer within 0.6 s (HTTP_CLIENT_TIMEOUT)");
  }

  @Test
  void pause_cancelled_endsAtOnce() {
    peer.answers(status(503, "Retry-After: 60"));
    whilePaused = cancellation::cancel;

    assertThat(failure().kind()).isEqualTo(Kind.CANCELLED);
    assertThat(attempts).containsExactly("unavailable");
  }

  @Test
  void pauseByTheClock_cancelledByAnother_returns() throws Exception {
    Thread waiting =
        Thread.ofVirtual()
            .start(() -> {
              try {
                Pause.byClock(Duration.ofHours(1), cancellation);
              } catch (InterruptedException e) {
                throw new IllegalStateException(e);
              }
            });

    cancellation.cancel();

    waiting.join();
  }

  @Test
  void trainer_thatOnlyFails_isLeftAlone_withinTheSameTurnToo() {
    breaker = new BreakerSettings(2, Duration.ofSeconds(30));
    peer.answers(status(503), status(503), GOOD);

    TrainerException failure = failure();

    assertThat(failure.kind()).isEqualTo(Kind.LEFT_ALONE);
    assertThat(failure)
        .hasMessage(
            "Network error communicating with trainer: %s is left alone: its last 2 calls failed"
                    .formatted(url())
                + " (trainer.breaker-failures)");
    assertThat(attempts).containsExactly("unavailable", "unavailable", "left_alone");
  }

  private CompletionResponse complete() {
    return complete(url(), 1);
  }

  private CompletionResponse complete(String url, int turn) {
    return complete(url, turn, "hi");
  }

  private CompletionResponse complete(String url, int turn, String question) {
    Pause pause =
        (time, wish) -> {
          assertThat(wish).isSameAs(cancellation);
          // jitter is up to a nanosecond below its bound
          waits.add(Duration.ofMillis(Math.ceilDiv(time.toNanos(), 1_000_000)));
          whilePaused.run();
        };
    CompletionRequest request =
        new CompletionRequest(
            "r-\n-é",
            List.of(Message.of(Map.of("role", "user", "content", question))),
            new SamplingParams(1, 1, 10, null, true),
            0);
    TrainerCall call =
        new TrainerCall(
            turn,
            request,
            new IdText(),
            false,
            AmpleMemory.hold(),
            Map.of(),
            deadline,
            cancellation);
    try (OutboundHttp http = new OutboundHttp(outbound)) {
      HttpTrainers trainers =
          new HttpTrainers(
              http,
              new TrainerSettings(callTimeout, retries, breaker),
              JsonLimits.DEFAULT,
              Clock.fixed(NOW, ZoneOffset.UTC),
              longest,
              pause);
      return trainers
          .at(url, null)
          .complete(call, kind -> attempts.add(kind == null ? "ok" : kind.label()));
    }
  }

  private TrainerException failure() {
    return failure(url());
  }

  private TrainerException failure(String url) {
    return catchThrowableOfType(TrainerException.class, () -> complete(url, 1));
  }

  private String url() {
    return peer.uri().toString().replaceAll("/$", "");
  }

  /** As the clock would have it. */
  private void sleepTheWait() {
    try {
      Pause.byClock(waits.getLast(), cancellation);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private static RetrySettings retries(Optional<Duration> connectRetry, boolean idempotent) {
    return new RetrySettings(
        5, connectRetry, millis(500), millis(3000), Duration.ofSeconds(60), idempotent);
  }

  private static Duration millis(long millis) {
    return Duration.ofMillis(millis);
  }

  private static String status(int status, String... headers) {
    String all = String.join("", Arrays.stream(headers).map(line -> line + "\r\n").toList());
    return "HTTP/1.1 " + status + " X\r\n" + all + "Content-Length: 0\r\n\r\n";
  }

  private static String ok(String body) {
    return "HTTP/1.1 200 OK\r\nContent-Length: " + body.length() + "\r\n\r\n" + body;
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }
}
