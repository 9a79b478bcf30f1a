package dev.rolloutserver.outbound;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rolloutserver.deadline.Cancellation;
import dev.rolloutserver.deadline.Deadline;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Long bodies, there and back, seen from the peer's socket. */
class RequestBodyTest {
  private static final String EMPTY = "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n";

  private final OutboundHttp http =
      new OutboundHttp(new OutboundSettings(Duration.ofSeconds(5), 10_000_000));
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

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 100, 4_000, 4_096, 65_000, 65_536, 65_537, 300_000})
  void exchange_bodyInPieces_arrivesWholeAndInOrder(int pieceLength) {
    peer.answers(EMPTY);
    List<byte[]> pieces = new ArrayList<>();
    for (char c = 'a'; c <= 'h'; c++) {
      pieces.add(String.valueOf(c).repeat(pieceLength).getBytes(StandardCharsets.US_ASCII));
    }

    ask(pieces);

    assertThat(head())
        .contains("Content-Length: " + 8 * pieceLength + "\r\n")
        .containsOnlyOnce("Content-Length")
        .doesNotContain("Transfer-Encoding", "Expect");
    assertThat(body()).isEqualTo(joined(pieces));
  }

  @Test
  void exchange_emptyPieces_areNone() {
    peer.answers(EMPTY, EMPTY, EMPTY);
    byte[] none = new byte[0];

    ask(List.of(none, none, bytes("x"), none, bytes("y"), none));
    assertThat(peer.received()).endsWith("\r\n\r\nxy").contains("Content-Length: 2\r\n");

    ask(List.of(none));
    assertThat(peer.received()).endsWith("\r\n\r\n").contains("Content-Length: 0\r\n");

    ask(List.of());
    assertThat(peer.connections()).isEqualTo(1);
  }

  @Test
  void exchange_samePiecesAgain_areSentAgain() {
    peer.answers(EMPTY, EMPTY);
    List<byte[]> pieces = List.of(bytes("{\"é\":"), bytes("1"), bytes("}"));

    ask(pieces);
    ask(pieces);

    assertThat(peer.received().split("\\{\"é\":1}", -1)).hasSize(3);
    assertThat(peer.connections()).isEqualTo(1);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 4_095, 4_096, 4_097, 69_632, 69_633, 1_048_575, 1_048_576, 1_048_577})
  void exchange_longAnswer_isReadWhole_andTheConnectionIsKept(int length) {
    String body = "0123456789".repeat(length / 10 + 1).substring(0, length);
    String chunks = Integer.toHexString(length) + "\r\n" + body + "\r\n0\r\n\r\n";
    peer.answers(
        "HTTP/1.1 200 OK\r\nContent-Length: " + length + "\r\n\r\n" + body,
        "HTTP/1.1 103 Early Hints\r\n\r\nHTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
            + chunks,
        EMPTY);

    assertThat(ask(List.of(bytes("a")))).isEqualTo(body);
    assertThat(ask(List.of(bytes("a")))).isEqualTo(body);
    assertThat(ask(List.of(bytes("a")))).isEmpty();

    assertThat(peer.connections()).isEqualTo(1);
  }

  @Test
  void endpoint_usedAgain_sendsItsHeadersEachTime() {
    peer.answers(EMPTY, EMPTY);
    Endpoint endpoint =
        new Endpoint(URI.create(peer.uri() + "v1?q=%2F"), Map.of("Authorization", "Bearer k"));

    ask(new OutboundRequest("POST", endpoint, List.of(bytes("a"))));
    ask(new OutboundRequest("PUT", endpoint, null));

    assertThat(peer.received().split("Authorization: Bearer k\r\n", -1)).hasSize(3);
    assertThat(peer.received())
        .contains("POST /v1?q=%2F HTTP/1.1\r\n", "PUT /v1?q=%2F HTTP/1.1\r\n");
    assertThat(new OutboundRequest("PUT", endpoint, null)).asString().doesNotContain("Bearer");
  }

  private String ask(List<byte[]> body) {
    return ask(new OutboundRequest("POST", new Endpoint(peer.uri(), Map.of()), body));
  }

  private String ask(OutboundRequest request) {
    return http.exchange(
        request,
        Deadline.after(Duration.ofSeconds(20)),
        new Cancellation(),
        (status, headers, body) -> new String(body.readAllBytes(), StandardCharsets.US_ASCII));
  }

  private String head() {
    return peer.received().substring(0, peer.received().indexOf("\r\n\r\n") + 4);
  }

  private String body() {
    return peer.received().substring(head().length());
  }

  private static String joined(List<byte[]> pieces) {
    StringBuilder all = new StringBuilder();
    pieces.forEach(piece -> all.append(new String(piece, StandardCharsets.US_ASCII)));
    return all.toString();
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
