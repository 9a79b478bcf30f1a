package dev.rolloutserver.outbound;

import static com.github.tomakehurst.wiremock.client.WireMock.aResponse;
import static com.github.tomakehurst.wiremock.client.WireMock.any;
import static com.github.tomakehurst.wiremock.client.WireMock.anyUrl;
import static com.github.tomakehurst.wiremock.client.WireMock.get;
import static com.github.tomakehurst.wiremock.client.WireMock.head;
import static com.github.tomakehurst.wiremock.client.WireMock.urlEqualTo;
import static com.github.tomakehurst.wiremock.core.WireMockConfiguration.wireMockConfig;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.github.tomakehurst.wiremock.http.Fault;
import com.github.tomakehurst.wiremock.junit5.WireMockExtension;
import dev.rolloutserver.deadline.Cancellation;
import dev.rolloutserver.deadline.Deadline;
import dev.rolloutserver.files.FileWatch;
import dev.rolloutserver.outbound.OutboundException.Kind;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class OutboundHttpTest {
  @RegisterExtension
  private final WireMockExtension peer =
      WireMockExtension.newInstance().options(wireMockConfig().dynamicPort()).build();

  private final OutboundHttp http =
      new OutboundHttp(new OutboundSettings(Duration.ofSeconds(5), 1000));

  @AfterEach
  void close() {
    http.close();
  }

  @Test
  void get_answer_isStatusAndBody() {
    peer.stubFor(get("/a").willReturn(aResponse().withStatus(503).withBody("down")));

    OutboundAnswer answer = http.get(uri("/a"), Deadline.after(Duration.ofSeconds(10)));

    assertThat(answer.status()).isEqualTo(503);
    assertThat(answer.body()).asString().isEqualTo("down");
  }

  @Test
  void exchange_head_hasHeadersAndNoBody() {
    peer.stubFor(head(urlEqualTo("/a")).willReturn(aResponse().withHeader("Content-Length", "70")));

    String length =
        http.exchange(
            OutboundRequest.head(uri("/a"), Map.of()),
            Deadline.after(Duration.ofSeconds(10)),
            new Cancellation(),
            (status, headers, body) -> headers.get("content-length") + body.readAllBytes().length);

    assertThat(length).isEqualTo("700");
  }

  @ParameterizedTest
  @CsvSource({
    "/a/b%2Fc%20d?z=%2F~&a=1&z=2,/a/b%2Fc%20d?z=%2F~&a=1&z=2",
    "/a/b%2Fc%20d%25,/a/b%2Fc%20d%25",
    "/a;v=1/b+c,/a;v=1/b+c",
    "/a;v=1?b=2,/a;v=1?b=2",
    "/a?b#fragment,/a?b",
    "?b=1,/?b=1",
    "'',/"
  })
  void get_url_isSentAsWritten(String given, String sent) {
    peer.stubFor(any(anyUrl()).willReturn(aResponse()));

    assertThat(http.get(uri(given), Deadline.after(Duration.ofSeconds(10))).status())
        .isEqualTo(200);

    assertThat(peer.getAllServeEvents())
        .singleElement()
        .satisfies(event -> assertThat(event.getRequest().getUrl()).isEqualTo(sent));
  }

  @Test
  void get_redirect_isNotFollowed() {
    peer.stubFor(
        get("/a").willReturn(aResponse().withStatus(302).withHeader("Location", "/secret")));

    assertThat(http.get(uri("/a"), Deadline.after(Duration.ofSeconds(10))).status()).isEqualTo(302);
    assertThat(peer.getAllServeEvents()).hasSize(1);
  }

  @Test
  void get_bodyOverTheLimit_isTooLarge() {
    peer.stubFor(get("/a").willReturn(aResponse().withBody("x".repeat(1001))));

    assertThat(failure("/a").kind()).isEqualTo(Kind.TOO_LARGE);
  }

  @Test
  void get_bodyAtTheLimit_isRead() {
    peer.stubFor(get("/a").willReturn(aResponse().withBody("x".repeat(1000))));

    assertThat(http.get(uri("/a"), Deadline.after(Duration.ofSeconds(10))).body()).hasSize(1000);
  }

  @Test
  void get_bodyThatDrips_endsAtTheDeadline() {
    peer.stubFor(
        get("/a")
            .willReturn(
                aResponse().withBody("x".repeat(100)).withChunkedDribbleDelay(100, 60_000)));

    OutboundException failure =
        catchThrowableOfType(
            OutboundException.class,
            () -> http.get(uri("/a"), Deadline.after(Duration.ofMillis(700))));

    assertThat(failure.kind()).isEqualTo(Kind.TIMEOUT);
  }

  @ParameterizedTest
  @EnumSource(
      value = Fault.class,
      names = {"CONNECTION_RESET_BY_PEER", "EMPTY_RESPONSE", "RANDOM_DATA_THEN_CLOSE"})
  void get_brokenExchange_isBroken(Fault fault) {
    peer.stubFor(get("/a").willReturn(aResponse().withFault(fault)));

    assertThat(failure("/a").kind()).isEqualTo(Kind.BROKEN);
  }

  @Test
  void get_peerThatNeverAnswers_endsAtTheDeadline() throws IOException {
    try (ServerSocket silent = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      URI uri = URI.create("http://127.0.0.1:" + silent.getLocalPort() + "/");

      OutboundException failure =
          catchThrowableOfType(
              OutboundException.class, () -> http.get(uri, Deadline.after(Duration.ofMillis(300))));

      assertThat(failure.kind()).isEqualTo(Kind.TIMEOUT);
    }
  }

  @Test
  void get_nobodyListens_isConnect() throws IOException {
    int port;
    try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = free.getLocalPort();
    }
    URI uri = URI.create("http://127.0.0.1:" + port + "/");

    OutboundException failure =
        catchThrowableOfType(
            OutboundException.class, () -> http.get(uri, Deadline.after(Duration.ofSeconds(5))));

    assertThat(failure.kind()).isEqualTo(Kind.CONNECT);
    assertThat(failure).hasMessageContaining("cannot be reached: Connection refused");
  }

  @Test
  void get_hostThatTakesNoConnection_endsAtWhatComesFirst() throws IOException {
    InetAddress loopback = InetAddress.getLoopbackAddress();
    try (ServerSocket full = new ServerSocket(0, 1, loopback);
        Socket _ = new Socket(loopback, full.getLocalPort());
        Socket _ = new Socket(loopback, full.getLocalPort());
        OutboundHttp impatient =
            new OutboundHttp(new OutboundSettings(Duration.ofMillis(200), 1000))) {
      URI uri = URI.create("http://127.0.0.1:" + full.getLocalPort() + "/");
      Deadline soon = Deadline.after(Duration.ofMillis(200));
      Deadline late = Deadline.after(Duration.ofSeconds(20));

      assertThat(catchThrowableOfType(OutboundException.class, () -> http.get(uri, soon)).kind())
          .isEqualTo(Kind.TIMEOUT);
      assertThat(
              catchThrowableOfType(OutboundException.class, () -> impatient.get(uri, late)).kind())
          .isEqualTo(Kind.CONNECT_TIMEOUT);
    }
  }

  @Test
  void get_handshakeThatDrips_endsAtTheTimeToConnect() throws IOException {
    try (ServerSocket listening = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        OutboundHttp impatient =
            new OutboundHttp(new OutboundSettings(Duration.ofMillis(500), 1000))) {
      Thread.ofVirtual().start(() -> drip(listening));
      URI uri = URI.create("https://127.0.0.1:" + listening.getLocalPort() + "/");

      OutboundException failure =
          catchThrowableOfType(
              OutboundException.class,
              () -> impatient.get(uri, Deadline.after(Duration.ofSeconds(30))));

      assertThat(failure.kind()).isEqualTo(Kind.CONNECT_TIMEOUT);
      assertThat(failure.sent()).isFalse();
      assertThat(failure)
          .hasMessage(
              uri
                  + " cannot be reached: no connection within 0.5 s"
                  + " (outbound.connect-timeout-seconds)");
    }
  }

  @Test
  void get_headThatDrips_hasBegun_andEndsAtTheDeadline() throws IOException {
    OutboundSettings settings =
        new OutboundSettings(
            Duration.ofSeconds(5),
            Duration.ofMillis(500),
            1000,
            DestinationPolicy.OPEN,
            TlsFiles.NONE);
    try (ServerSocket listening = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        OutboundHttp patient = new OutboundHttp(settings)) {
      Thread.ofVirtual().start(() -> drip(listening));
      URI uri = URI.create("http://127.0.0.1:" + listening.getLocalPort() + "/");

      OutboundException failure =
          catchThrowableOfType(
              OutboundException.class,
              () -> patient.get(uri, Deadline.after(Duration.ofMillis(1500))));

      assertThat(failure.kind()).isEqualTo(Kind.TIMEOUT);
      assertThat(failure.sent()).isTrue();
    }
  }

  /** A handshake record, or a status line, that never ends; a byte every 20 ms. */
  private static void drip(ServerSocket listening) {
    try (Socket socket = listening.accept()) {
      boolean secure = socket.getInputStream().read() == 0x16;
      byte[] begin =
          secure
              ? new byte[] {0x16, 3, 3, 0x10, 0}
              : "HTTP/1.1 200 ".getBytes(StandardCharsets.US_ASCII);
      socket.getOutputStream().write(begin);
      while (true) {
        socket.getOutputStream().write('x');
        LockSupport.parkNanos(20_000_000);
      }
    } catch (IOException e) {
      // the client has had enough
    }
  }

  @Test
  void exchange_whoseEndIsWished_whileItsNameIsLookedUp_endsAtOnce() throws Exception {
    CountDownLatch lookingUp = new CountDownLatch(1);
    CountDownLatch over = new CountDownLatch(1);
    NameLookup.Resolver silent =
        name -> {
          lookingUp.countDown();
          try {
            over.await();
          } catch (InterruptedException e) {
            throw new IllegalStateException(e);
          }
          throw new UnknownHostException(name);
        };
    Cancellation worker = new Cancellation();
    try (OutboundHttp asking =
        new OutboundHttp(
            new OutboundSettings(Duration.ofMinutes(5), 1000),
            new FileWatch(Duration.ZERO),
            silent)) {
      CompletableFuture<OutboundException> failure = new CompletableFuture<>();
      Thread.ofVirtual()
          .start(() ->
              failure.complete(
                  catchThrowableOfType(
                      OutboundException.class,
                      () ->
                          asking.exchange(
                              OutboundRequest.get(URI.create("http://trainer.test/"), Map.of()),
                              Deadline.after(Duration.ofMinutes(5)),
                              worker,
                              (status, headers, body) -> status))));
      lookingUp.await();

      worker.cancel();

      assertThat(failure.get().kind()).isEqualTo(Kind.CANCELLED);
    } finally {
      over.countDown();
    }
  }

  @Test
  void sweep_thatFails_comesAgain() throws Exception {
    CountDownLatch twice = new CountDownLatch(2);
    try (ScheduledExecutorService executor = Executors.newSingleThreadScheduledExecutor()) {
      Runnable failing =
          () -> {
            twice.countDown();
            throw new IllegalStateException("this time only");
          };
      var _ =
          executor.scheduleWithFixedDelay(
              OutboundHttp.lasting(failing), 1, 1, TimeUnit.MILLISECONDS);

      assertThat(twice.await(20, TimeUnit.SECONDS)).isTrue();
      executor.shutdownNow();
    }
  }

  private OutboundException failure(String path) {
    return catchThrowableOfType(
        OutboundException.class, () -> http.get(uri(path), Deadline.after(Duration.ofSeconds(10))));
  }

  private URI uri(String path) {
    return URI.create(peer.baseUrl() + path);
  }
}
