package dev.rolloutserver.outbound;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import dev.rolloutserver.deadline.Cancellation;
import dev.rolloutserver.deadline.Deadline;
import dev.rolloutserver.files.FileWatch;
import dev.rolloutserver.outbound.OutboundException.Kind;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Exchanges over TLS with a peer whose certificate is trusted, or not. */
@TestInstance(Lifecycle.PER_CLASS) // makes the certificate once
class SecureExchangeTest {
  private static final String TRUSTED = "javax.net.ssl.trustStore";
  private static final String TRUSTED_PASSWORD = "javax.net.ssl.trustStorePassword";
  private static final String PASSWORD = "changeit";

  private final OutboundSettings settings = new OutboundSettings(Duration.ofSeconds(5), 1000);
  private Path keys;
  private HttpsServer peer;

  @BeforeAll
  void listen(@TempDir Path folder) throws Exception {
    keys = folder.resolve("keys.p12");
    Process keytool =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                "-genkeypair",
                "-keyalg",
                "EC",
                "-dname",
                "CN=localhost",
                "-ext",
                "san=dns:localhost,ip:127.0.0.1",
                "-keystore",
                keys.toString(),
                "-storepass",
                PASSWORD)
            .redirectErrorStream(true)
            .start();
    keytool.getInputStream().readAllBytes();
    assertThat(keytool.waitFor()).isZero();
    KeyStore store = KeyStore.getInstance("PKCS12");
    try (InputStream in = Files.newInputStream(keys)) {
      store.load(in, PASSWORD.toCharArray());
    }
    KeyManagerFactory managers =
        KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    managers.init(store, PASSWORD.toCharArray());
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(managers.getKeyManagers(), null, null);
    peer = HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 10);
    peer.setHttpsConfigurator(new HttpsConfigurator(context));
    peer.createContext(
        "/",
        exchange -> {
          byte[] answer = exchange.getRequestHeaders().getFirst("Host").getBytes(UTF_8);
          exchange.sendResponseHeaders(200, answer.length);
          exchange.getResponseBody().write(answer);
          exchange.close();
        });
    peer.createContext(
        "/echo",
        exchange -> {
          byte[] body = exchange.getRequestBody().readAllBytes();
          exchange.sendResponseHeaders(200, body.length);
          exchange.getResponseBody().write(body);
          exchange.close();
        });
    peer.start();
  }

  @AfterAll
  void stop() {
    peer.stop(0);
  }

  @AfterEach
  void trustNobody() {
    System.clearProperty(TRUSTED);
    System.clearProperty(TRUSTED_PASSWORD);
  }

  @ParameterizedTest
  @ValueSource(strings = {"localhost", "127.0.0.1"})
  void exchange_trustedCertificateOfTheHost_isAnswered(String host) {
    System.setProperty(TRUSTED, keys.toString());
    System.setProperty(TRUSTED_PASSWORD, PASSWORD);
    URI uri = uri(host);
    try (OutboundHttp http = new OutboundHttp(settings)) {
      for (int i = 0; i < 3; i++) {
        OutboundAnswer answer = http.get(uri, Deadline.after(Duration.ofSeconds(10)));

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.body()).asString().isEqualTo(uri.getAuthority());
      }
    }
  }

  @Test
  void exchange_throughAProxy_isSecuredEndToEnd() throws Exception {
    System.setProperty(TRUSTED, keys.toString());
    System.setProperty(TRUSTED_PASSWORD, PASSWORD);
    int port = peer.getAddress().getPort();
    try (ConnectProxy proxy = new ConnectProxy(port, "HTTP/1.1 200 Fine\r\nVia: x\r\n\r\n");
        OutboundHttp http = new OutboundHttp(settings.through(Optional.of(proxy.url())))) {
      OutboundAnswer answer =
          http.get(URI.create("https://localhost/"), Deadline.after(Duration.ofSeconds(10)));

      assertThat(answer.body()).asString().isEqualTo("localhost");
      assertThat(proxy.heads()).singleElement().asString().startsWith("CONNECT localhost:443 ");
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 4_096, 70_000})
  void exchange_bodyInPieces_arrivesAndComesBackWhole(int pieceLength) {
    System.setProperty(TRUSTED, keys.toString());
    System.setProperty(TRUSTED_PASSWORD, PASSWORD);
    List<byte[]> pieces =
        Stream.of("a", "b", "c").map(c -> c.repeat(pieceLength).getBytes(UTF_8)).toList();
    Endpoint endpoint = new Endpoint(uri("localhost").resolve("/echo"), Map.of());
    try (OutboundHttp http =
        new OutboundHttp(new OutboundSettings(Duration.ofSeconds(5), 1_000_000))) {
      byte[] echo =
          http.exchange(
              new OutboundRequest("POST", endpoint, pieces),
              Deadline.after(Duration.ofSeconds(10)),
              new Cancellation(),
              (status, headers, body) -> body.readAllBytes());

      assertThat(echo)
          .asString()
          .isEqualTo("a".repeat(pieceLength) + "b".repeat(pieceLength) + "c".repeat(pieceLength));
    }
  }

  @Test
  void exchange_certificateOfAnUnknown_isRefusedBeforeAnythingIsSent() {
    try (OutboundHttp http = new OutboundHttp(settings)) {
      OutboundException failure =
          catchThrowableOfType(
              OutboundException.class,
              () -> http.get(uri("localhost"), Deadline.after(Duration.ofSeconds(10))));

      assertThat(failure.kind()).isEqualTo(Kind.UNTRUSTED);
    }
  }

  @Test
  void exchange_trustedCertificateOfAnotherHost_isRefusedBeforeAnythingIsSent() {
    System.setProperty(TRUSTED, keys.toString());
    System.setProperty(TRUSTED_PASSWORD, PASSWORD);
    try (OutboundHttp http =
        new OutboundHttp(
            settings,
            new FileWatch(Duration.ZERO),
            name -> new InetAddress[] {InetAddress.getLoopbackAddress()})) {
      OutboundException failure =
          catchThrowableOfType(
              OutboundException.class,
              () -> http.get(uri("other.example"), Deadline.after(Duration.ofSeconds(10))));

      assertThat(failure.kind()).isEqualTo(Kind.UNTRUSTED);
      assertThat(failure.sent()).isFalse();
      assertThat(failure).hasMessageContaining("other.example");
    }
  }

  private URI uri(String host) {
    return URI.create("https://" + host + ":" + peer.getAddress().getPort() + "/");
  }
}
