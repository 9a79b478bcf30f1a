package dev.rolloutserver;

import static com.github.tomakehurst.wiremock.client.WireMock.aResponse;
import static com.github.tomakehurst.wiremock.client.WireMock.postRequestedFor;
import static com.github.tomakehurst.wiremock.client.WireMock.urlEqualTo;
import static com.github.tomakehurst.wiremock.core.WireMockConfiguration.wireMockConfig;
import static dev.rolloutserver.TrainerTurn.adds;
import static dev.rolloutserver.TrainerTurn.says;
import static org.assertj.core.api.Assertions.assertThat;

import com.github.tomakehurst.wiremock.http.Fault;
import com.github.tomakehurst.wiremock.junit5.WireMockExtension;
import dev.rolloutserver.ServerFixture.Answer;
import dev.rolloutserver.outbound.RawPeer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** A trainer that cannot be reached, or whose connection breaks. */
@TestInstance(Lifecycle.PER_CLASS) // one server for all
class TrainerConnectionTest {
  private static final String NETWORK_ERROR = "Network error communicating with trainer: ";
  private static final int HUNDRED_MB = 100_000_000;

  @RegisterExtension
  private final WireMockExtension trainer =
      WireMockExtension.newInstance().options(wireMockConfig().dynamicPort()).build();

  private ServerFixture server;

  @BeforeAll
  void start(@TempDir Path folder) throws IOException {
    server = ServerFixture.start(folder, Map.of("trainer.connect-retry-seconds", "0"));
  }

  @AfterAll
  void stop() {
    server.close();
  }

  @Test
  void connection_refused_isANetworkError() throws Exception {
    int free;
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      free = socket.getLocalPort();
    }

    Answer answer = FailedRollout.of(server, "http://127.0.0.1:" + free);

    assertNetworkError(1, answer, "cannot be reached: Connection refused");
  }

  @Test
  void connection_unknownHost_isANetworkError() throws Exception {
    Answer answer = FailedRollout.of(server, "http://no-such-host.invalid:9001");

    assertNetworkError(1, answer, "http://no-such-host.invalid:9001");
  }

  @Test
  void connection_tlsToATrainerWithout_isANetworkError() throws Exception {
    Answer answer = FailedRollout.of(server, trainer.baseUrl().replaceFirst("http", "https"));

    assertNetworkError(1, answer, "cannot be reached");
  }

  @ParameterizedTest
  @EnumSource(Fault.class)
  void connection_thatBreaks_isANetworkError_andTheCallIsSentOnce(Fault fault) throws Exception {
    TrainerTurn.script(trainer, aResponse().withFault(fault));
    assertNetworkError(1, FailedRollout.of(server, trainer.baseUrl()), "broke the exchange");

    TrainerTurn.script(trainer, adds().response(), adds().response(), aResponse().withFault(fault));
    assertNetworkError(3, FailedRollout.of(server, trainer.baseUrl()), "broke the exchange");
    // the model would be sampled twice
    trainer.verify(3, postRequestedFor(urlEqualTo(TrainerTurn.PATH)));
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          the status line  | HTTP/1.1 20
          the head         | HTTP/1.1 200 OK~Content-Le
          a body of length | HTTP/1.1 200 OK~Content-Length: 1000~~{"id":
          a chunk          | HTTP/1.1 200 OK~Transfer-Encoding: chunked~~ff~{"id":
          between chunks   | HTTP/1.1 200 OK~Transfer-Encoding: chunked~~1~{~
          another protocol | SSH-2.0-OpenSSH_9.6~~
          a chunk's length | HTTP/1.1 200 OK~Transfer-Encoding: chunked~~xyz~{~0~~
          """)
  void answer_brokenOffInside_isANetworkError(String what, String sent) throws Exception {
    String bytes = sent.replace("~", "\r\n");
    for (boolean reset : new boolean[] {false, true}) {
      try (RawPeer peer = new RawPeer()) {
        ends(peer.answers(bytes), reset);
        assertNetworkError(1, FailedRollout.of(server, url(peer)), "broke the exchange: ");
      }
      try (RawPeer peer = new RawPeer()) {
        ends(peer.answers(adds().raw(), adds().raw(), bytes), reset);
        assertNetworkError(3, FailedRollout.of(server, url(peer)), "broke the exchange: ");
      }
    }
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          no length        | HTTP/1.1 200 OK~~
          HTTP/1.0         | HTTP/1.0 200 OK~Content-Type: application/json~~
          no reason        | HTTP/1.1 200 ~~
          another type     | HTTP/1.1 200 OK~Content-Type: text/plain~~
          """)
  void answer_thatEndsWithItsConnection_isRead(String what, String head) throws Exception {
    try (RawPeer peer = new RawPeer()) {
      peer.answers(head.replace("~", "\r\n") + says("5").json()).thenCloses();

      Answer answer = FailedRollout.of(server, url(peer));

      assertThat(answer.member("error_message")).isNull();
      assertThat(answer.member("status")).isEqualTo("COMPLETED");
    }
  }

  @Test
  void answer_inChunks_isRead() throws Exception {
    String json = says("5").json();
    StringBuilder chunks =
        new StringBuilder("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n");
    json.chars().forEach(c -> chunks.append("1\r\n").append((char) c).append("\r\n"));
    try (RawPeer peer = new RawPeer()) {
      peer.answers(chunks + "0\r\n\r\n");

      assertThat(FailedRollout.of(server, url(peer)).member("status")).isEqualTo("COMPLETED");
    }
  }

  @Test
  void errorStatus_whoseBodyNeverEnds_isAnsweredAtOnce() throws Exception {
    try (RawPeer peer = new RawPeer()) {
      peer.answers("HTTP/1.1 500 X\r\nContent-Length: 1000000\r\n\r\nbegins");

      FailedRollout.assertFailedAt(
          1,
          FailedRollout.of(server, url(peer)),
          "trainer_server_error",
          500,
          "The trainer answered 500");
    }
  }

  @Test
  void answer_cutWhereNoLengthWasSaid_isAValidationError() throws Exception {
    try (RawPeer peer = new RawPeer()) {
      peer.answers("HTTP/1.1 200 OK\r\n\r\n{\"id\":").thenCloses();

      FailedRollout.assertFailedAt(
          1, FailedRollout.of(server, url(peer)), "validation_error", 200, "JSON");
    }
  }

  @Test
  void answer_of100MegaBytes_isRefusedAtTheLimit() throws Exception {
    try (ServerSocket listening = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      Thread.ofVirtual().start(() -> pour(listening));

      Answer answer = FailedRollout.of(server, "http://127.0.0.1:" + listening.getLocalPort());

      FailedRollout.assertFailedAt(
          1,
          answer,
          "validation_error",
          200,
          "answered more than 67108864 bytes (trainer.max-answer-bytes)");
    }
  }

  private static void assertNetworkError(int call, Answer answer, String message) {
    FailedRollout.assertFailedAt(call, answer, "network_error", null, message);
    assertThat(answer.errorMessage()).startsWith(NETWORK_ERROR);
  }

  private static void ends(RawPeer peer, boolean reset) {
    if (reset) {
      peer.thenResets();
    } else {
      peer.thenCloses();
    }
  }

  private static String url(RawPeer peer) {
    return peer.uri().toString();
  }

  private static void pour(ServerSocket listening) {
    String head = "HTTP/1.1 200 OK\r\nContent-Length: " + HUNDRED_MB + "\r\n\r\n";
    byte[] piece = " ".repeat(HUNDRED_MB / 1000).getBytes(StandardCharsets.US_ASCII);
    try (Socket socket = listening.accept();
        OutputStream out = socket.getOutputStream()) {
      out.write(head.getBytes(StandardCharsets.US_ASCII));
      for (int i = 0; i < 1000; i++) {
        out.write(piece);
      }
    } catch (IOException e) {
      // the server has seen enough
    }
  }
}
