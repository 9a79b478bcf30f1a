package dev.rolloutserver.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rolloutserver.http.RawConnection.Answer;
import io.helidon.webserver.http.HttpRouting;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Callers that send a part of a request, or a byte from time to time, or take no answer, over a
 * real socket.
 */
class LateCallerTest {
  private static final String HEALTH = "GET /health HTTP/1.1\r\nHost: x\r\n\r\n";
  private static final String POST = "POST /rollout HTTP/1.1\r\nHost: x\r\n";
  private static final String LATE_HEAD =
      "{\"detail\":\"The head of the request did not arrive within 0.25 s"
          + " (server.header-timeout-seconds)\"}";
  private static final String LATE_BODY =
      "{\"detail\":\"The body of the request did not arrive within 0.3 s"
          + " (server.body-timeout-seconds)\"}";

  /** More than the system buffers. */
  private static final int LARGE = 64 * 1024 * 1024;

  private final ListenerSettings settings =
      RouteFixture.settings(Duration.ofMillis(250), Duration.ofMillis(300));
  private final CallerWatch callers = new CallerWatch();
  private final CountDownLatch slowBegan = new CountDownLatch(1);
  private final CountDownLatch largeBegan = new CountDownLatch(1);
  private final CountDownLatch slowMayEnd = new CountDownLatch(1);
  private final CountDownLatch largeEnded = new CountDownLatch(1);
  private final ScheduledExecutorService drip = Executors.newSingleThreadScheduledExecutor();
  private HttpListener listener;
  private RawConnection connection;

  @BeforeEach
  void open() throws IOException {
    listener = RouteFixture.open(settings, callers, this::register);
    connection = new RawConnection(listener.port());
  }

  @AfterEach
  void close() throws IOException {
    slowMayEnd.countDown();
    drip.shutdownNow();
    connection.close();
    listener.close();
  }

  @Test
  void connection_onWhichNothingComes_isClosed() throws IOException {
    assertThat(connection.closedByPeer()).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "G",
        "GET /health HTTP/1.1",
        "GET /health HTTP/1.1\r\n",
        "POST / HTTP/1.1\r\nHost: x\r\nX"
      })
  void head_thatStops_is408_andTheConnectionClosed(String begin) throws IOException {
    Answer answer = connection.send(begin).read();

    assertThat(answer.status()).isEqualTo(408);
    assertThat(answer.headers()).containsEntry("connection", "close");
    assertThat(answer.body()).isEqualTo(LATE_HEAD);
    assertThat(connection.closedByPeer()).isTrue();
  }

  @Test
  void head_thatDrips_is408() throws IOException {
    connection.send("GET /health HTTP/1.1\r\nX: ");
    dripping();

    assertThat(connection.read().body()).isEqualTo(LATE_HEAD);
  }

  @Test
  void head_ofALaterRequest_thatStops_is408() throws IOException {
    assertThat(connection.send(HEALTH).read().status()).isEqualTo(200);

    assertThat(connection.send("GET /he").read().body()).isEqualTo(LATE_HEAD);
  }

  @Test
  void head_thatBeganBeforeTheLastAnswer_andStops_is408() throws IOException {
    assertThat(connection.send(HEALTH + "GET /he").read().status()).isEqualTo(200);

    assertThat(connection.read().body()).isEqualTo(LATE_HEAD);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Content-Length: 100\r\n\r\n",
        "Content-Length: 100\r\n\r\n{",
        "Transfer-Encoding: chunked\r\n\r\n",
        "Transfer-Encoding: chunked\r\n\r\n5\r\n{",
        "Transfer-Encoding: chunked\r\n\r\n1\r\n{\r\n",
      })
  void body_thatStops_is408_andTheConnectionClosed(String rest) throws IOException {
    Answer answer = connection.send(POST + rest).read();

    assertThat(answer.status()).isEqualTo(408);
    assertThat(answer.body()).isEqualTo(LATE_BODY);
    assertThat(connection.closedByPeer()).isTrue();
  }

  @Test
  void body_thatDrips_is408() throws IOException {
    connection.send(POST + "Content-Length: 4000\r\n\r\n");
    dripping();

    assertThat(connection.read().body()).isEqualTo(LATE_BODY);
  }

  @Test
  void body_thatNoRouteReads_andStops_closesTheConnection() throws IOException {
    connection.send("POST /health HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\n{");

    assertThat(connection.read().status()).isEqualTo(405);
    connection.readToTheEnd();
  }

  @Test
  void body_thatNoRouteReads_andComes_leavesTheConnectionUsable() throws Exception {
    connection.send("POST /health HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\n\r\n");
    assertThat(connection.read().status()).isEqualTo(405);
    connection.send("{}");
    awaitTimeouts();

    assertThat(connection.send(HEALTH).read().status()).isEqualTo(200);
  }

  @ParameterizedTest
  @ValueSource(strings = {"GET", "GET / HTTP/1.1\r\nHost: x", POST + "Content-Length: 5\r\n\r\n{}"})
  void request_thatEndsTooEarly_isNoRequest(String begin) throws IOException {
    connection.sendLast(begin.getBytes(StandardCharsets.ISO_8859_1));

    assertThat(connection.readAll()).isEmpty();
  }

  @Test
  void connection_idleBetweenRequests_isKept() throws Exception {
    assertThat(connection.send(HEALTH).read().status()).isEqualTo(200);
    awaitTimeouts();

    assertThat(connection.send(HEALTH).read().status()).isEqualTo(200);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "GET /slow HTTP/1.1\r\nHost: x\r\n\r\n",
        "POST /slow HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\n\r\n{}"
      })
  void request_thatTakesLongToAnswer_isLeftInPeace(String request) throws Exception {
    connection.send(request);
    awaitTimeouts();
    slowMayEnd.countDown();

    assertThat(connection.read().status()).isEqualTo(200);
    assertThat(connection.send(HEALTH).read().status()).isEqualTo(200);
  }

  @Test
  void caller_thatTakesNoAnswer_isCutOff() throws Exception {
    connection.send("GET /large HTTP/1.1\r\nHost: x\r\n\r\n");

    assertThat(largeEnded.await(30, TimeUnit.SECONDS)).isTrue();
    connection.readToTheEnd();
  }

  @Test
  void slowCallers_takeNoConnectionFromOthers() throws IOException {
    RawConnection[] slow = new RawConnection[settings.maxConnections() - 1];
    for (int i = 0; i < slow.length; i++) {
      slow[i] = new RawConnection(listener.port());
      slow[i].send("GET /he");
    }

    // waits in the backlog until one of them is closed
    try (RawConnection other = new RawConnection(listener.port())) {
      assertThat(other.send(HEALTH).read().status()).isEqualTo(200);
    }
    for (RawConnection one : slow) {
      one.readToTheEnd();
      one.close();
    }
  }

  @Test
  void stop_whileACallerTakesNoAnswer_leavesItTheTimeThatItHas() throws Exception {
    connection.send("GET /large HTTP/1.1\r\nHost: x\r\n\r\n");
    largeBegan.await();

    List<String> said = linesWhile(listener::close);

    assertThat(largeEnded.getCount()).isZero();
    assertThat(said).isEmpty();
  }

  @Test
  void stop_whileARequestGoesOn_cutsItAndSaysSo() throws Exception {
    connection.send("GET /slow HTTP/1.1\r\nHost: x\r\n\r\n");
    slowBegan.await();

    List<String> said = linesWhile(() -> listener.close(Duration.ZERO));

    assertThat(said).singleElement().asString().contains("requests are cut off");
    connection.readToTheEnd();
  }

  private static List<String> linesWhile(Runnable action) {
    List<String> lines = new CopyOnWriteArrayList<>();
    Logger logger = Logger.getLogger(HttpListener.class.getName());
    Handler handler =
        new Handler() {
          @Override
          public void publish(LogRecord line) {
            lines.add(line.getMessage());
          }

          @Override
          public void flush() {}

          @Override
          public void close() {}
        };
    logger.addHandler(handler);
    try {
      action.run();
    } finally {
      logger.removeHandler(handler);
    }
    return lines;
  }

  /** Another silent caller tells that as much time has passed. */
  private void awaitTimeouts() throws IOException {
    for (int i = 0; i < 2; i++) {
      try (RawConnection clock = new RawConnection(listener.port())) {
        assertThat(clock.closedByPeer()).isTrue();
      }
    }
  }

  private void dripping() {
    var _ = drip.scheduleAtFixedRate(() -> connection.trySend("x"), 0, 10, TimeUnit.MILLISECONDS);
  }

  private void register(HttpRouting.Builder routing) {
    RouteFixture.routes(
            () -> RouteFixture.health("1", Duration.ZERO),
            RouteFixture.noRollouts(),
            callers,
            4096,
            (method, status) -> {})
        .register(routing);
    routing.get(
        "/large",
        (request, response) -> {
          largeBegan.countDown();
          try {
            response.send(new byte[LARGE]);
          } finally {
            largeEnded.countDown();
          }
        });
    routing.any(
        "/slow",
        (request, response) -> {
          if (request.content().hasEntity()) {
            request.content().as(String.class);
          }
          callers.onGone(() -> {});
          slowBegan.countDown();
          slowMayEnd.await();
          response.send("done");
        });
  }
}
