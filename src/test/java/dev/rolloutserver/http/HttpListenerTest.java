package dev.rolloutserver.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rolloutserver.http.RawConnection.Answer;
import io.helidon.webserver.http.HttpRouting;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The listener on a real socket, asked for what only a raw client can ask. */
class HttpListenerTest {
  private static final String HEALTH = "GET /health HTTP/1.1\r\nHost: x\r\n";

  private final List<String> observed = new CopyOnWriteArrayList<>();
  private final AtomicInteger healthAsked = new AtomicInteger();
  private final CountDownLatch slowStarted = new CountDownLatch(1);
  private final CountDownLatch slowMayEnd = new CountDownLatch(1);
  private HttpListener listener;
  private RawConnection connection;

  private final CallerWatch callers = new CallerWatch();

  @BeforeEach
  void open() throws IOException {
    listener = RouteFixture.open(settings("127.0.0.1", 0), callers, this::register);
    connection = new RawConnection(listener.port());
  }

  @AfterEach
  void close() throws IOException {
    slowMayEnd.countDown();
    connection.close();
    listener.close();
  }

  @Test
  void health_get_is200WithFixedMembersFirst() throws IOException {
    Answer answer = connection.send(HEALTH + "\r\n").read();

    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.headers()).containsEntry("content-type", "application/json");
    assertThat(answer.body())
        .startsWith("{\"status\":\"healthy\",\"service\":\"rollout-server\",\"version\":\"1\"");
  }

  @Test
  void unknownPath_get_is404WithJson() throws IOException {
    Answer answer = connection.send("GET /nope HTTP/1.1\r\nHost: x\r\n\r\n").read();

    assertThat(answer.status()).isEqualTo(404);
    assertThat(answer.body()).isEqualTo("{\"detail\":\"Not Found\"}");
  }

  @ParameterizedTest
  @ValueSource(strings = {"POST", "PUT", "DELETE", "OPTIONS", "PATCH", "BREW"})
  void health_wrongMethod_is405WithAllow(String method) throws IOException {
    Answer answer = connection.send(method + " /health HTTP/1.1\r\nHost: x\r\n\r\n").read();

    assertThat(answer.status()).isEqualTo(405);
    assertThat(answer.headers()).containsEntry("allow", "GET, HEAD");
    assertThat(answer.body()).isEqualTo("{\"detail\":\"Method Not Allowed\"}");
  }

  @ParameterizedTest
  @ValueSource(strings = {"/health", "/nope"})
  void head_answersWithoutBody_andTheConnectionStaysUsable(String path) throws IOException {
    Answer get = connection.send("GET " + path + " HTTP/1.1\r\nHost: x\r\n\r\n").read();
    Answer head = connection.send("HEAD " + path + " HTTP/1.1\r\nHost: x\r\n\r\n").readHead();
    Answer next = connection.send(HEALTH + "\r\n").read();

    assertThat(head.status()).isEqualTo(get.status());
    assertThat(head.headers()).containsKey("content-length");
    assertThat(next.status()).isEqualTo(200);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "NONSENSE\r\n\r\n",
        "GET /health\r\n\r\n",
        "GET  /health HTTP/1.1\r\nHost: x\r\n\r\n",
        "GET /%zz HTTP/1.1\r\nHost: x\r\n\r\n",
        "GET /health HTTP/1.1\r\n\r\n",
        "GET /health HTTP/1.1\r\nHost: x\r\nHost: y\r\n\r\n",
        "GET /health HTTP/1.1\r\nHost: x\r\nno colon\r\n\r\n",
        "GET /health HTTP/1.1\r\nHost: x\r\nContent-Length: many\r\n\r\n",
      })
  void malformedRequest_is400WithJson_andCloses(String request) throws IOException {
    Answer answer = connection.send(request).read();

    assertThat(answer.status()).isEqualTo(400);
    assertThat(answer.headers()).containsEntry("content-type", "application/json");
    assertThat(answer.body())
        .startsWith("{\"detail\":\"")
        .doesNotContain("Exception", "\tat ", "server log");
    assertThat(connection.closedByPeer()).isTrue();
  }

  @Test
  void http10_is505WithJson() throws IOException {
    Answer answer = connection.send("GET /health HTTP/1.0\r\nHost: x\r\n\r\n").read();

    assertThat(answer.status()).isEqualTo(505);
    assertThat(answer.body()).startsWith("{\"detail\":\"");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Content-Length: 5\r\nTransfer-Encoding: chunked",
        "Transfer-Encoding: chunked\r\nContent-Length: 5",
        "Content-Length: 0\r\nTransfer-Encoding: chunked",
        "Content-Length: 5\r\nContent-Length: 6",
        "Content-Length: 5\r\nContent-Length: 5",
        "Content-Length: -5",
        "Content-Length: +5",
        "Transfer-Encoding: Chunked",
        "Transfer-Encoding: gzip, chunked",
        "Transfer-Encoding: identity",
        "Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked",
      })
  void doubtfulFraming_is400_andWhatFollowsIsNeverARequest(String headers) throws IOException {
    connection.send(HEALTH + headers + "\r\n\r\n0\r\n\r\n" + HEALTH + "\r\n");
    Answer answer = connection.read();

    assertThat(answer.status()).isEqualTo(400);
    assertThat(answer.body()).startsWith("{\"detail\":\"");
    assertThat(connection.closedByPeer()).isTrue();
    assertThat(healthAsked).hasValue(0);
  }

  @ParameterizedTest
  @ValueSource(strings = {"GET /health", "GET /nope", "POST /health", "GET /broken"})
  void connectionClose_closesAfterTheAnswer(String request) throws IOException {
    Answer answer =
        connection.send(request + " HTTP/1.1\r\nHost: x\r\nConnection: foo, Close\r\n\r\n").read();

    assertThat(answer.body()).isNotEmpty();
    assertThat(connection.closedByPeer()).isTrue();
  }

  @Test
  void chunkedBody_isReadAndTheConnectionStaysUsable() throws IOException {
    connection.send(HEALTH + "Transfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n");

    assertThat(connection.read().status()).isEqualTo(200);
    assertThat(connection.send(HEALTH + "\r\n").read().status()).isEqualTo(200);
  }

  @Test
  void bodyOverTheLimit_is413WithJson() throws IOException {
    Answer answer =
        connection.send("POST /nope HTTP/1.1\r\nHost: x\r\nContent-Length: 1025\r\n\r\n").read();

    assertThat(answer.status()).isEqualTo(413);
    assertThat(answer.body()).startsWith("{\"detail\":\"");
  }

  @Test
  void malformedRequest_isNotRepeated_withTheKeyThatItHolds() throws IOException {
    Answer answer =
        connection
            .send("GET /health HTTP/1.1\nHost: x\nAuthorization: Bearer TOPSECRET\n\n")
            .read();

    assertThat(answer.status()).isEqualTo(400);
    assertThat(answer.body()).doesNotContain("TOPSECRET", "\\n");
  }

  @Test
  void requestLineOverTheLimit_is414WithJson() throws IOException {
    Answer answer =
        connection.send("GET /" + "a".repeat(5000) + " HTTP/1.1\r\nHost: x\r\n\r\n").read();

    assertThat(answer.status()).isEqualTo(414);
    assertThat(answer.body())
        .isEqualTo(
            "{\"detail\":\"The request line is longer than 4096 bytes"
                + " (server.max-header-bytes)\"}");
  }

  @Test
  void headOverTheLimit_is431WithJson_andOneOfTheLimitIsTaken() throws IOException {
    String padding = "a".repeat(4096 - "Host: x\r\nX-Padding: \r\n".length());
    String head = "GET /health HTTP/1.1\r\nHost: x\r\nX-Padding: " + padding;

    assertThat(connection.send(head + "\r\n\r\n").read().status()).isEqualTo(200);
    Answer answer = connection.send(head + "aa\r\n\r\n").read();

    assertThat(answer.status()).isEqualTo(431);
    assertThat(answer.body())
        .isEqualTo(
            "{\"detail\":\"The head of the request is longer than 4096 bytes"
                + " (server.max-header-bytes)\"}");
    assertThat(connection.closedByPeer()).isTrue();
  }

  @Test
  void routeThatThrows_is500WithoutTheCause_andTheConnectionStaysUsable() throws IOException {
    Answer answer = connection.send("GET /broken HTTP/1.1\r\nHost: x\r\n\r\n").read();

    assertThat(answer.status()).isEqualTo(500);
    assertThat(answer.body())
        .matches("\\{\"detail\":\"Internal Server Error\",\"error_id\":\"[0-9a-f-]{36}\"}");
    assertThat(connection.send(HEALTH + "\r\n").read().status()).isEqualTo(200);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "GET /health HTTP/1.1\r\nHost: x",
        "GET /tools HTTP/1.1\r\nHost: x",
        "GET /nope HTTP/1.1\r\nHost: x",
        "POST /health HTTP/1.1\r\nHost: x",
        "POST /rollout HTTP/1.1\r\nHost: x",
        "GET /broken HTTP/1.1\r\nHost: x",
        "GET /health HTTP/1.1\r\nHost: x\r\nContent-Length: x",
        "NONSENSE",
        "GET /health HTTP/1.0",
      })
  void everyAnswer_hasTheSecurityHeaders(String request) throws IOException {
    Answer answer = connection.send(request + "\r\n\r\n").read();

    assertThat(answer.headers())
        .containsEntry("x-content-type-options", "nosniff")
        .containsEntry("cache-control", "no-store")
        .containsEntry("content-security-policy", "default-src 'none'; frame-ancestors 'none'")
        .containsEntry("referrer-policy", "no-referrer");
  }

  @Test
  void observer_hearsOfAnswersAndRefusals() throws IOException {
    for (String request : List.of("GET /health", "HEAD /health", "POST /health")) {
      connection.send(request + " HTTP/1.1\r\nHost: x\r\n\r\n");
      connection.read(!request.startsWith("HEAD"));
    }
    connection.send("GET /broken HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n").read();
    // the observer runs after the answer and before the close
    assertThat(connection.closedByPeer()).isTrue();

    assertThat(observed).containsExactly("GET 200", "HEAD 200", "POST 405", "GET 500");
  }

  @Test
  void open_portTaken_namesAddressAndReason() throws IOException {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      ListenerSettings settings = settings("127.0.0.1", taken.getLocalPort());

      assertThatThrownBy(() -> RouteFixture.open(settings, callers, this::register))
          .isInstanceOf(ListenException.class)
          .hasMessage(
              "Cannot listen on 127.0.0.1:%d: Address already in use", taken.getLocalPort());
    }
  }

  @Test
  void open_unknownHost_namesIt() {
    assertThatThrownBy(
            () -> RouteFixture.open(settings("no-such-host.invalid", 0), callers, this::register))
        .isInstanceOf(ListenException.class)
        .hasMessage("Cannot listen on no-such-host.invalid:0: unknown host");
  }

  @Test
  void connection_idleForLong_isClosed() throws IOException {
    ListenerSettings settings = RouteFixture.settings("127.0.0.1", 0, 1024, Duration.ofMillis(100));
    try (HttpListener other = RouteFixture.open(settings, callers, this::register);
        RawConnection idle = new RawConnection(other.port())) {
      assertThat(idle.send(HEALTH + "\r\n").read().status()).isEqualTo(200);

      assertThat(idle.closedByPeer()).isTrue();
    }
  }

  @Test
  void close_whileARequestRuns_waitsForItsAnswer() throws Exception {
    connection.send("GET /slow HTTP/1.1\r\nHost: x\r\n\r\n");
    slowStarted.await();

    Thread closing = Thread.ofVirtual().start(listener::close);
    // longer than the half second that Helidon waits by itself
    assertThat(closing.join(Duration.ofSeconds(1))).isFalse();
    slowMayEnd.countDown();

    assertThat(connection.read().status()).isEqualTo(200);
    closing.join();
  }

  private void register(HttpRouting.Builder routing) {
    RouteFixture.routes(
            this::health,
            RouteFixture.noRollouts(),
            callers,
            1024,
            (method, status) -> observed.add(method + " " + status))
        .register(routing);
    routing.get(
        "/broken",
        (request, response) -> {
          throw new IllegalStateException("secret detail");
        });
    routing.get(
        "/slow",
        (request, response) -> {
          slowStarted.countDown();
          slowMayEnd.await();
          response.send("done");
        });
  }

  private HealthReport health() {
    healthAsked.incrementAndGet();
    return RouteFixture.health("1", Duration.ofSeconds(1));
  }

  private static ListenerSettings settings(String host, int port) {
    return RouteFixture.settings(host, port, 1024, Duration.ofMinutes(1));
  }
}
