package dev.rolloutserver.outbound;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rolloutserver.deadline.Deadline;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Exchanges through a proxy. */
class TunnelTest {
  private static final URI HUB = URI.create("http://hub.invalid/models");
  private static final String OK = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";

  private RawPeer peer;

  @BeforeEach
  void listen() throws IOException {
    peer = new RawPeer();
  }

  @AfterEach
  void close() throws IOException {
    peer.close();
  }

  @Test
  void exchange_throughAProxy_findsTheHostThere_andKeepsTheTunnel() throws Exception {
    peer.answers(OK, OK);
    try (ConnectProxy proxy = proxy("HTTP/1.1 200 Connection established\r\n\r\n");
        OutboundHttp http = through(proxy)) {
      assertThat(get(http).body()).asString().isEqualTo("ok");
      assertThat(get(http).body()).asString().isEqualTo("ok");

      assertThat(proxy.heads())
          .containsExactly("CONNECT hub.invalid:80 HTTP/1.1\r\nHost: hub.invalid:80\r\n\r\n");
    }
  }

  @Test
  void proxy_thatRefuses_isTold() throws Exception {
    try (ConnectProxy proxy =
            proxy("HTTP/1.1 407 Proxy Authentication Required\r\nContent-Length: 0\r\n\r\n");
        OutboundHttp http = through(proxy)) {
      assertThatThrownBy(() -> get(http))
          .isInstanceOf(OutboundException.class)
          .hasMessageContaining("the proxy does not connect to hub.invalid:80")
          .hasMessageContaining("407");
    }
  }

  @Test
  void proxy_thatHangsUp_isTold() throws Exception {
    try (ConnectProxy proxy = proxy("HTTP/1.1 20");
        OutboundHttp http = through(proxy)) {
      assertThatThrownBy(() -> get(http))
          .isInstanceOf(OutboundException.class)
          .hasMessageContaining("the proxy closed the connection");
    }
  }

  private ConnectProxy proxy(String answer) throws IOException {
    return new ConnectProxy(peer.uri().getPort(), answer);
  }

  private static OutboundHttp through(ConnectProxy proxy) {
    return new OutboundHttp(
        new OutboundSettings(Duration.ofSeconds(5), 1000).through(Optional.of(proxy.url())));
  }

  private static OutboundAnswer get(OutboundHttp http) {
    return http.get(HUB, Deadline.after(Duration.ofSeconds(10)));
  }
}
