package dev.rolloutserver.outbound;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsExchange;
import com.sun.net.httpserver.HttpsParameters;
import com.sun.net.httpserver.HttpsServer;
import dev.rolloutserver.deadline.Deadline;
import dev.rolloutserver.files.FileWatch;
import dev.rolloutserver.files.UnusableFileException;
import dev.rolloutserver.outbound.OutboundException.Kind;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.Principal;
import java.time.Duration;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLPeerUnverifiedException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.io.TempDir;

/** Two peers over TLS, of which one asks who calls, and files that change while they are used. */
@TestInstance(Lifecycle.PER_CLASS) // makes the certificates once
class PeerTrustTest {
  private Path folder;
  private TestCertificate peers;
  private TestCertificate alice;
  private TestCertificate bob;
  private HttpsServer open;
  private HttpsServer asking;
  private final FileWatch watch = new FileWatch(Duration.ZERO);

  @BeforeAll
  void listen(@TempDir Path folder) throws Exception {
    this.folder = folder;
    peers = TestCertificate.of("peer", folder);
    alice = TestCertificate.of("alice", folder);
    bob = TestCertificate.of("bob", folder);
    open = serve(false);
    asking = serve(true);
  }

  @AfterAll
  void stop() {
    open.stop(0);
    asking.stop(0);
  }

  @Test
  void peer_whoseSignerIsInTheFile_isTrusted() throws Exception {
    Path trust = write("trust.pem", alice.certificatePem() + peers.certificatePem());
    try (OutboundHttp http = http(new TlsFiles(Optional.of(trust), none(), none()))) {
      assertThat(ask(http, open)).isEqualTo("nobody");
    }
  }

  @Test
  void peer_whoseSignerIsNotInTheFile_isNotTrusted_untilTheFileIsAnother() throws Exception {
    Path trust = write("changes.pem", alice.certificatePem());
    try (OutboundHttp http = http(new TlsFiles(Optional.of(trust), none(), none()))) {
      OutboundException failure =
          catchThrowableOfType(OutboundException.class, () -> ask(http, open));
      assertThat(failure.kind()).isEqualTo(Kind.UNTRUSTED);
      assertThat(failure.sent()).isFalse();

      replace(trust, alice.certificatePem() + peers.certificatePem());
      assertThat(ask(http, open)).isEqualTo("nobody");

      // half of a file, as one who writes slowly leaves it, and then none at all
      replace(trust, peers.certificatePem().substring(0, 100));
      assertThat(ask(http, open)).isEqualTo("nobody");
      Files.delete(trust);
      watch.look();
      assertThat(ask(http, open)).isEqualTo("nobody");

      replace(trust, alice.certificatePem());
      assertThatThrownBy(() -> ask(http, open)).isInstanceOf(OutboundException.class);
    }
  }

  @Test
  void peer_thatAsksWhoCalls_isShownTheCertificate_andTheNextOneWhenItChanges() throws Exception {
    Path trust = write("peers.pem", peers.certificatePem());
    Path certificate = write("own.pem", alice.certificatePem());
    Path key = write("own.key", alice.keyPem());
    try (OutboundHttp http =
        http(new TlsFiles(Optional.of(trust), Optional.of(certificate), Optional.of(key)))) {
      assertThat(ask(http, asking)).isEqualTo("CN=alice");

      // between these two they do not belong together: the old ones are still shown
      replace(certificate, bob.certificatePem());
      assertThat(ask(http, asking)).isEqualTo("CN=alice");
      replace(key, bob.keyPem());
      assertThat(ask(http, asking)).isEqualTo("CN=bob");
    }
  }

  @Test
  void peer_thatAsksWhoCalls_andIsShownNothing_refuses() throws Exception {
    Path trust = write("only.pem", peers.certificatePem());
    try (OutboundHttp http = http(new TlsFiles(Optional.of(trust), none(), none()))) {
      assertThatThrownBy(() -> ask(http, asking)).isInstanceOf(OutboundException.class);
    }
  }

  @Test
  void file_thatCannotBeUsedAtTheStart_isNamed() throws Exception {
    Path absent = folder.resolve("absent.pem");
    assertThatThrownBy(() -> http(new TlsFiles(Optional.of(absent), none(), none())))
        .isInstanceOf(UnusableFileException.class)
        .hasMessageStartingWith("outbound.tls.trust-file is " + absent);
    Path empty = write("empty.pem", "nothing\n");
    assertThatThrownBy(() -> http(new TlsFiles(Optional.of(empty), none(), none())))
        .isInstanceOf(UnusableFileException.class)
        .hasMessageContaining(empty.toString());
    Path certificate = write("alice.pem", alice.certificatePem());
    Path key = write("bob.key", bob.keyPem());
    assertThatThrownBy(() -> http(new TlsFiles(none(), Optional.of(certificate), Optional.of(key))))
        .isInstanceOf(UnusableFileException.class)
        .hasMessage(
            "outbound.tls.key-file is " + key + ", which is not the key of the certificate");
    assertThatThrownBy(() -> http(new TlsFiles(none(), Optional.of(empty), Optional.of(empty))))
        .isInstanceOf(UnusableFileException.class)
        .hasMessageStartingWith("outbound.tls.certificate-file is " + empty);
  }

  private HttpsServer serve(boolean asks) throws Exception {
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(peers.keyManagers(), TestCertificate.trusting(alice, bob), null);
    HttpsServer server =
        HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 10);
    server.setHttpsConfigurator(
        new HttpsConfigurator(context) {
          @Override
          public void configure(HttpsParameters parameters) {
            SSLParameters asking = context.getDefaultSSLParameters();
            asking.setNeedClientAuth(asks);
            parameters.setSSLParameters(asking);
          }
        });
    server.createContext(
        "/",
        exchange -> {
          byte[] answer = caller((HttpsExchange) exchange).getBytes(UTF_8);
          exchange.getResponseHeaders().set("Connection", "close");
          exchange.sendResponseHeaders(200, answer.length);
          exchange.getResponseBody().write(answer);
          exchange.close();
        });
    server.start();
    return server;
  }

  private static String caller(HttpsExchange exchange) {
    try {
      Principal principal = exchange.getSSLSession().getPeerPrincipal();
      return principal.getName();
    } catch (SSLPeerUnverifiedException e) {
      return "nobody";
    }
  }

  private static String ask(OutboundHttp http, HttpsServer server) {
    URI uri = URI.create("https://localhost:" + server.getAddress().getPort() + "/");
    return new String(http.get(uri, Deadline.after(Duration.ofSeconds(20))).body(), UTF_8);
  }

  private OutboundHttp http(TlsFiles files) {
    return new OutboundHttp(
        new OutboundSettings(
            Duration.ofSeconds(20), Duration.ZERO, 1000, DestinationPolicy.OPEN, files),
        watch);
  }

  private static Optional<Path> none() {
    return Optional.empty();
  }

  private Path write(String name, String text) throws IOException {
    return Files.writeString(folder.resolve(name), text);
  }

  /** As tools that rotate certificates do it: a new file takes the place of the old one. */
  private void replace(Path file, String text) throws IOException {
    Path next = Files.writeString(folder.resolve("next"), text);
    Files.move(next, file, StandardCopyOption.REPLACE_EXISTING);
    watch.look();
  }
}
