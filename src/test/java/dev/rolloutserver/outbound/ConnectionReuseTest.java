package dev.rolloutserver.outbound;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.rolloutserver.deadline.Cancellation;
import dev.rolloutserver.deadline.Deadline;
import dev.rolloutserver.outbound.OutboundException.Kind;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What becomes of a connection after its exchange, seen from the peer's socket. */
class ConnectionReuseTest {
  private static final String EMPTY = "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n";
  private static final String OK = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";

  private final OutboundHttp http =
      new OutboundHttp(new OutboundSettings(Duration.ofSeconds(5), 1000));
  private RawPeer peer;

  @BeforeEach
  void listen() throws IOException {
    peer = new RawPeer();
  }

  @AfterEach
  void close() throws IOException {
    http.close();
    peer.close();
  }

  @Test
  void exchange_afterAnother_usesItsConnection() {
    peer.answers(OK, EMPTY, OK);

    assertThat(body()).isEqualTo("ok");
    assertThat(body()).isEmpty();
    assertThat(body()).isEqualTo("ok");

    assertThat(peer.connections()).isEqualTo(1);
  }

  @Test
  void exchange_peerClosedTheKeptConnection_usesANewOne() throws Exception {
    peer.answers(OK).thenCloses();
    assertThat(body()).isEqualTo("ok");
    peer.awaitClosed();
    peer.answers(OK);

    assertThat(body()).isEqualTo("ok");

    assertThat(peer.connections()).isEqualTo(2);
  }

  @Test
  void exchange_answerSaysClose_connectionIsNotKept() {
    peer.answers("HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 2\r\n\r\nok", OK);

    body();
    body();

    assertThat(peer.connections()).isEqualTo(2);
  }

  @ParameterizedTest
  @ValueSource(strings = {"100 Continue", "102 Processing", "103 Early Hints"})
  void exchange_interimAnswer_isSkipped_andTheNextGetsItsOwn(String interim) {
    peer.answers("HTTP/1.1 " + interim + "\r\nX: y\r\n\r\n" + OK, EMPTY);

    assertThat(body()).isEqualTo("ok");
    assertThat(body()).isEmpty();
    assertThat(peer.connections()).isEqualTo(1);
  }

  @Test
  void exchange_peerThatAnswersTwice_isNotBelievedAgain() {
    peer.answers(OK + OK, EMPTY);

    assertThat(body()).isEqualTo("ok");
    assertThat(body()).isEmpty();
    assertThat(peer.connections()).isEqualTo(2);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "HTTP/1.0 200 OK\r\nContent-Length: 2\r\n\r\nok",
        "HTTP/1.1 200 OK\r\nConnection: Close\r\nContent-Length: 2\r\n\r\nok",
        "HTTP/1.1 200 OK\r\nConnection: foo, close\r\nContent-Length: 2\r\n\r\nok",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nok\r\n0\r\nX: y\r\n\r\n",
      })
  void exchange_answerAfterWhichThePeerCloses_connectionIsNotKept(String answer) {
    peer.answers(answer, OK);

    assertThat(body()).isEqualTo("ok");
    assertThat(body()).isEqualTo("ok");
    assertThat(peer.connections()).isEqualTo(2);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Transfer-Encoding: Chunked",
        "Transfer-Encoding: gzip, chunked",
        "Content-Length: 2\r\nTransfer-Encoding: chunked",
        "Content-Length: 2\r\nContent-Length: 3",
      })
  void exchange_answerWhoseEndIsInDoubt_isBrokenAtOnce(String headers) {
    peer.answers("HTTP/1.1 200 OK\r\n" + headers + "\r\n\r\n2\r\nok\r\n0\r\n\r\n", OK);

    OutboundException failure = catchThrowableOfType(OutboundException.class, this::body);

    assertThat(failure.kind()).isEqualTo(Kind.BROKEN);
    assertThat(body()).isEqualTo("ok");
  }

  @Test
  void exchange_notModified_hasNoBodyToWaitFor() {
    peer.answers("HTTP/1.1 304 Not Modified\r\nContent-Length: 20\r\n\r\n", OK);

    assertThat(body()).isEmpty();
    assertThat(body()).isEqualTo("ok");
  }

  @Test
  void exchange_unreadAnswer_isReadToItsEndForTheNext() {
    peer.answers(OK, OK);

    int status =
        http.exchange(
            OutboundRequest.get(peer.uri(), Map.of()),
            Deadline.after(Duration.ofSeconds(10)),
            new Cancellation(),
            (code, headers, body) -> code);

    assertThat(status).isEqualTo(200);
    assertThat(body()).isEqualTo("ok");
    assertThat(peer.connections()).isEqualTo(1);
  }

  @Test
  void exchange_bodyThatEndsWithTheConnection_isRead() {
    peer.answers("HTTP/1.1 200 OK\r\n\r\nall of it").thenCloses();

    assertThat(body()).isEqualTo("all of it");
  }

  @Test
  void exchange_answerCutShort_isBroken() {
    peer.answers("HTTP/1.1 200 OK\r\nContent-Length: 20\r\n\r\nonly").thenCloses();

    OutboundException failure = catchThrowableOfType(OutboundException.class, this::body);

    assertThat(failure.kind()).isEqualTo(Kind.BROKEN);
  }

  @Test
  void exchange_post_sendsHeadersAndBodyWithItsLength() {
    peer.answers(OK);

    http.exchange(
        new OutboundRequest(
            "POST",
            peer.uri(),
            Map.of("Authorization", "Bearer k"),
            "{}".getBytes(StandardCharsets.UTF_8)),
        Deadline.after(Duration.ofSeconds(10)),
        new Cancellation(),
        (code, headers, body) -> code);

    assertThat(peer.received())
        .startsWith("POST / HTTP/1.1\r\n")
        .contains("Authorization: Bearer k\r\n", "Content-Length: 2\r\n")
        .doesNotContain("Expect:")
        .endsWith("{}");
  }

  @ParameterizedTest
  @CsvSource({
    "http://a_b:9001/x, false, a_b, 9001, a_b:9001",
    "http://trainer/x, false, trainer, 80, trainer",
    "http://trainer:80/x, false, trainer, 80, trainer",
    "https://trainer/x, true, trainer, 443, trainer",
    "https://user:key@trainer:80/x, true, trainer, 80, trainer:80",
    "http://[::1]:9001/x, false, ::1, 9001, [::1]:9001",
  })
  void origin_ofUrl_isWhereItLeads(
      URI uri, boolean secure, String host, int port, String authority) {
    Origin origin = Origin.of(uri);

    assertThat(origin).isEqualTo(new Origin(secure, host, port));
    assertThat(origin.authority()).isEqualTo(authority);
  }

  @Test
  void exchange_hostHeader_isTheAuthority() {
    peer.answers(OK);

    body();

    assertThat(peer.received()).contains("Host: " + peer.uri().getAuthority() + "\r\n");
  }

  @Test
  void exchange_cancelledWhileThePeerThinks_endsAndClosesTheConnection() throws Exception {
    Cancellation cancellation = new Cancellation();
    peer.whenAsked(cancellation::cancel);

    OutboundException failure =
        catchThrowableOfType(
            OutboundException.class,
            () ->
                http.exchange(
                    OutboundRequest.get(peer.uri(), Map.of()),
                    Deadline.after(Duration.ofSeconds(30)),
                    cancellation,
                    (code, headers, body) -> code));

    assertThat(failure.kind()).isEqualTo(Kind.CANCELLED);
    peer.awaitClosed();
  }

  @Test
  void exchange_readerThatThrows_isHeardAsItIs() {
    peer.answers(OK);

    assertThatThrownBy(() ->
            http.exchange(
                OutboundRequest.get(peer.uri(), Map.of()),
                Deadline.after(Duration.ofSeconds(10)),
                new Cancellation(),
                (code, headers, body) -> {
                  throw new IllegalArgumentException("not for me");
                }))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("not for me");
  }

  private String body() {
    OutboundAnswer answer = http.get(peer.uri(), Deadline.after(Duration.ofSeconds(10)));
    return new String(answer.body(), StandardCharsets.UTF_8);
  }
}
