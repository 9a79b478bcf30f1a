package dev.rolloutserver.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rolloutserver.http.RawConnection.Answer;
import dev.rolloutserver.registry.Rollouts;
import io.helidon.webserver.http.HttpRouting;
import java.io.IOException;
import java.net.InetAddress;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Who may ask what, over a real socket. */
class KeyCheckTest {
  private static final String REFUSAL = "{\"detail\":\"Invalid or missing API key\"}";

  private final CallerWatch callers = new CallerWatch();
  private final Rollouts rollouts = RouteFixture.noRollouts();
  private ServerKeys keys = RouteFixture.keys(List.of("sk-old", "sk-new"));
  private HttpListener listener;
  private RawConnection connection;

  @BeforeEach
  void open() throws IOException {
    listener = RouteFixture.open(RouteFixture.settings(4096), callers, this::register);
    connection = new RawConnection(listener.port());
  }

  @AfterEach
  void close() throws IOException {
    connection.close();
    listener.close();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "GET /tools",
        "GET /metrics",
        "GET /observe/metrics",
        "GET /nope",
        "GET /operator",
        "POST /health/x",
        "GET /health/../tools",
        "POST /rollout",
      })
  void request_withoutKey_is401(String request) throws IOException {
    Answer answer = send(request, "");

    assertThat(answer.status()).isEqualTo(401);
    assertThat(answer.body()).isEqualTo(REFUSAL);
    assertThat(answer.headers()).containsEntry("www-authenticate", "Bearer");
    assertThat(connection.closedByPeer()).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Authorization: Bearer wrong",
        "Authorization: sk-ol",
        "Authorization: Bearer sk-old\r\nAuthorization: Bearer sk-old",
        "X-Api-Key: sk-old",
      })
  void request_withAWrongKey_is401(String header) throws IOException {
    assertThat(send("GET /tools", header + "\r\n").status()).isEqualTo(401);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Authorization: Bearer sk-old",
        "authorization: bearer sk-new",
        "Authorization: sk-new",
      })
  void request_withAKey_isAnswered(String header) throws IOException {
    assertThat(send("GET /tools", header + "\r\n").status()).isEqualTo(200);
    assertThat(send("GET /operator", header + "\r\n").status()).isEqualTo(200);
  }

  @ParameterizedTest
  @ValueSource(strings = {"/health", "/observe/health", "/observe/health/ready"})
  void probe_withoutKey_isAnswered(String path) throws IOException {
    connection.send("GET " + path + " HTTP/1.1\r\nHost: x\r\n\r\n");

    assertThat(connection.readUntil("\r\n")).startsWith("HTTP/1.1 200");
  }

  @Test
  void rollout_withoutKey_is401_howeverLargeItsBody() throws IOException {
    connection.send("POST /rollout HTTP/1.1\r\nHost: x\r\nContent-Length: 4000\r\n\r\n");
    connection.send("x".repeat(4000));

    assertThat(connection.read().body()).isEqualTo(REFUSAL);
  }

  @Test
  void operator_withoutServerKey_isAnsweredOnThisMachine() throws IOException {
    reopen();

    assertThat(sendTo("localhost:9000", "").status()).isEqualTo(200);
    assertThat(sendTo("127.0.0.1", "Origin: http://localhost:8080\r\n").status()).isEqualTo(200);
    assertThat(sendTo("[::1]:9000", "").status()).isEqualTo(200);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "X-Forwarded-For: 10.0.0.1",
        "Forwarded: for=10.0.0.1",
        "X-Real-IP: 10.0.0.1",
        "Via: 1.1 proxy",
        "Origin: https://evil.example",
        "Origin: null",
      })
  void operator_withoutServerKey_throughAProxyOrAForeignPage_is403(String header)
      throws IOException {
    reopen();

    Answer answer = sendTo("localhost", header + "\r\n");

    assertThat(answer.status()).isEqualTo(403);
    assertThat(answer.body()).contains("ROLLOUT_SERVER_API_KEY");
  }

  @ParameterizedTest
  @ValueSource(strings = {"evil.example", "127.0.0.1.evil.example", "10.0.0.1", "localhost.evil"})
  void operator_withoutServerKey_underAnotherName_is403(String host) throws IOException {
    reopen();

    assertThat(sendTo(host, "").status()).isEqualTo(403);
  }

  @Test
  void operator_withoutServerKey_fromAnotherAddress_is403() throws IOException {
    reopen();
    Optional<InetAddress> address = RouteFixture.addressOfThisMachine();
    // a machine without a network has no other address
    if (address.isPresent()) {
      try (RawConnection other = new RawConnection(address.get(), listener.port())) {
        other.send("GET /operator HTTP/1.1\r\nHost: localhost\r\n\r\n");

        assertThat(other.read().status()).isEqualTo(403);
      }
    }
  }

  @Test
  void rollout_withoutServerKey_isOpen() throws IOException {
    reopen();

    assertThat(send("POST /rollout", "").status()).isEqualTo(422);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Origin: https://evil.example",
        "Origin: http://x",
        "Origin: null",
        "Origin: http://10.0.0.1:9000",
        "Origin: http://localhost\r\nOrigin: https://evil.example",
        "Sec-Fetch-Site: cross-site",
      })
  void rollout_withoutServerKey_ofAForeignPage_is403(String header) throws IOException {
    reopen();

    Answer answer = send("POST /rollout", header + "\r\n");

    assertThat(answer.status()).isEqualTo(403);
    assertThat(answer.body()).contains("ROLLOUT_SERVER_API_KEY", "another origin");
    assertThat(connection.closedByPeer()).isTrue();
  }

  @ParameterizedTest
  @CsvSource({
    "localhost:9000, http://localhost:9000, same-origin",
    "127.0.0.1:9000, http://127.0.0.1:9000, same-origin",
    "10.0.0.1:9000, http://10.0.0.1:9000, same-origin",
    "[::1]:9000, http://[::1]:9000, none",
  })
  void rollout_withoutServerKey_ofAPageOfTheServer_isOpen(String host, String origin, String site)
      throws IOException {
    reopen();

    Answer answer =
        connection
            .send(
                "POST /rollout HTTP/1.1\r\nHost: %s\r\nOrigin: %s\r\nSec-Fetch-Site: %s\r\n\r\n"
                    .formatted(host, origin, site))
            .read();

    assertThat(answer.status()).isEqualTo(422);
  }

  @Test
  void rollout_withAKey_isAnsweredWhateverThePage() throws IOException {
    assertThat(
            send("POST /rollout", "Authorization: sk-new\r\nOrigin: https://page.example\r\n")
                .status())
        .isEqualTo(422);
  }

  private void reopen() throws IOException {
    close();
    keys = RouteFixture.noKeys();
    listener =
        RouteFixture.open(
            RouteFixture.settings("0.0.0.0", 0, 4096, Duration.ofMinutes(1)),
            callers,
            this::register);
    connection = new RawConnection(listener.port());
  }

  private void register(HttpRouting.Builder routing) {
    RouteFixture.routes(
            () -> RouteFixture.health("1", Duration.ZERO),
            rollouts,
            callers,
            4096,
            keys,
            (method, status) -> {})
        .register(routing);
    routing.get(
        "/operator", new OperatorGuard(keys).around((request, response) -> response.send("done")));
  }

  private Answer send(String request, String headers) throws IOException {
    return connection.send(request + " HTTP/1.1\r\nHost: x\r\n" + headers + "\r\n").read();
  }

  private Answer sendTo(String host, String headers) throws IOException {
    return connection
        .send("GET /operator HTTP/1.1\r\nHost: " + host + "\r\n" + headers + "\r\n")
        .read();
  }
}
