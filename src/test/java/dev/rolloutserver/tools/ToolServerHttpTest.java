package dev.rolloutserver.tools;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rolloutserver.outbound.OutboundException;
import dev.rolloutserver.outbound.OutboundHttp;
import dev.rolloutserver.outbound.OutboundSettings;
import dev.rolloutserver.outbound.RawPeer;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ToolServerHttpTest {
  private static final String ENDLESS =
      String.join(
          "\r\n",
          "HTTP/1.1 200 OK",
          "Content-Type: text/event-stream",
          "Transfer-Encoding: chunked",
          "",
          "5",
          "begin",
          "");

  private final OutboundHttp outbound =
      new OutboundHttp(new OutboundSettings(Duration.ofSeconds(5), 1_000_000));
  private final ToolServerHttp http = new ToolServerHttp(outbound);
  private RawPeer peer;

  @BeforeEach
  void listen() throws IOException {
    peer = new RawPeer();
  }

  @AfterEach
  void close() throws IOException {
    outbound.close();
    peer.close();
  }

  @Test
  void send_withABody_isAnsweredWithHeadersAndBody() throws Exception {
    String body = "é".repeat(50_000);
    peer.answers(
        "HTTP/1.1 202 X\r\nX-A: 1\r\nContent-Length: "
            + body.getBytes(UTF_8).length
            + "\r\n\r\n"
            + body);
    HttpRequest request =
        HttpRequest.newBuilder(peer.uri())
            .header("X-Many", "one")
            .header("X-Many", "two")
            .POST(BodyPublishers.ofString("question"))
            .build();

    HttpResponse<String> response = http.send(request, BodyHandlers.ofString());

    assertThat(response.statusCode()).isEqualTo(202);
    assertThat(response.headers().firstValue("x-a")).hasValue("1");
    assertThat(response.body()).isEqualTo(body);
    assertThat(peer.received())
        .startsWith("POST / HTTP/1.1\r\n")
        .contains("X-Many: one, two\r\n")
        .endsWith("\r\n\r\nquestion");
  }

  @Test
  void shutdownNow_whileAnAnswerStreams_endsItsConnection_andWhatComesLater() throws Exception {
    peer.answers(ENDLESS);
    HttpResponse<InputStream> response = http.send(get(), BodyHandlers.ofInputStream());
    assertThat(response.body().readNBytes(5)).asString().isEqualTo("begin");

    http.shutdownNow();

    peer.awaitClosed();
    assertThat(http.awaitTermination(Duration.ofMinutes(1))).isTrue();
    assertThatThrownBy(() -> response.body().read()).isInstanceOf(IOException.class);
    assertThatThrownBy(() -> http.send(get(), BodyHandlers.ofString()))
        .isInstanceOf(IOException.class);
    assertThat(peer.connections()).isEqualTo(1);
  }

  @Test
  void body_thatNobodyReads_isClosedWithItsStream() throws Exception {
    peer.answers(ENDLESS + "2000\r\n" + "x".repeat(0x2000) + "\r\n");

    http.send(get(), BodyHandlers.ofInputStream()).body().close();

    peer.awaitClosed();
    assertThat(http.awaitTermination(Duration.ofMinutes(1))).isTrue();
  }

  @Test
  void answer_cancelledBeforeItCame_endsItsConnection() throws Exception {
    CountDownLatch asked = new CountDownLatch(1);
    peer.whenAsked(asked::countDown);
    CompletableFuture<HttpResponse<String>> answer = http.sendAsync(get(), BodyHandlers.ofString());
    asked.await();

    answer.cancel(true);

    peer.awaitClosed();
  }

  @Test
  void answer_laterThanItsLimit_endsItsConnection() throws Exception {
    peer.whenAsked(() -> {});
    HttpRequest request =
        HttpRequest.newBuilder(peer.uri()).timeout(Duration.ofMillis(200)).build();

    assertThatThrownBy(() -> http.send(request, BodyHandlers.ofString()))
        .isInstanceOf(IOException.class)
        .hasCauseInstanceOf(TimeoutException.class);

    peer.awaitClosed();
  }

  @Test
  void awaitTermination_whileAnExchangeRuns_saysThatItDoes() throws Exception {
    peer.answers(ENDLESS);
    try (InputStream _ = http.send(get(), BodyHandlers.ofInputStream()).body()) {
      assertThat(http.awaitTermination(Duration.ofMillis(50))).isFalse();
    }
  }

  @Test
  void answer_brokenOff_isAnIoException() {
    peer.answers("HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nonly").thenCloses();

    assertThatThrownBy(() -> http.sendAsync(get(), BodyHandlers.ofString()).get())
        .isInstanceOf(ExecutionException.class)
        .hasCauseInstanceOf(IOException.class);
  }

  @Test
  void redirect_isAnAnswer() throws Exception {
    peer.answers("HTTP/1.1 307 X\r\nLocation: /other\r\nContent-Length: 0\r\n\r\n");

    assertThat(http.send(get(), BodyHandlers.discarding()).statusCode()).isEqualTo(307);
    assertThat(peer.received()).containsOnlyOnce("HTTP/1.1");
  }

  @Test
  void address_thatIsForbidden_isTold() {
    HttpRequest request = HttpRequest.newBuilder(URI.create("http://169.254.169.254/")).build();

    assertThatThrownBy(() -> http.send(request, BodyHandlers.ofString()))
        .hasCauseInstanceOf(OutboundException.class);
  }

  private HttpRequest get() {
    return HttpRequest.newBuilder(peer.uri()).build();
  }
}
