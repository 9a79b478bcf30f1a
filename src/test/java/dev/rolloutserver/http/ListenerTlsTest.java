package dev.rolloutserver.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rolloutserver.files.FileWatch;
import dev.rolloutserver.files.UnusableFileException;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.io.TempDir;

/** The listener under TLS, with certificates that change. */
@TestInstance(Lifecycle.PER_CLASS) // makes the certificates once
class ListenerTlsTest {
  private static final int MAX_CONNECTIONS = 4;

  private TlsFiles first;
  private TlsFiles second;
  private TlsFiles caller;
  private FileWatch files = new FileWatch(Duration.ZERO);
  private @Nullable HttpListener opened;

  @BeforeAll
  void create(@TempDir Path folder) throws Exception {
    first = TlsFiles.create(folder, "first");
    second = TlsFiles.create(folder, "second");
    caller = TlsFiles.create(folder, "caller");
  }

  @AfterEach
  void close() throws Exception {
    if (opened != null) {
      opened.close();
    }
    first.writeTo(first.certificate(), first.key());
  }

  @Test
  void tls_isSpoken_andNothingElse() throws Exception {
    open(Optional.empty());

    assertThat(listener().url()).startsWith("https://127.0.0.1:");
    assertThat(health(first, caller)).isEqualTo(200);
    try (RawConnection plain = new RawConnection(listener().port())) {
      plain.send("GET /health HTTP/1.1\r\nHost: x\r\n\r\n");
      plain.readToTheEnd();
    }
    assertThatThrownBy(() -> health(second, caller)).isInstanceOf(IOException.class);
  }

  @Test
  void certificate_thatChanges_isShownFromThenOn() throws Exception {
    open(Optional.empty());
    assertThat(health(first, caller)).isEqualTo(200);

    second.writeTo(first.certificate(), first.key());
    files.look();

    assertThat(health(second, caller)).isEqualTo(200);
    assertThatThrownBy(() -> health(first, caller)).isInstanceOf(IOException.class);
  }

  @Test
  void certificate_whoseKeyHasNotComeYet_changesNothing() throws Exception {
    open(Optional.empty());

    Files.copy(second.certificate(), first.certificate(), StandardCopyOption.REPLACE_EXISTING);
    files.look();
    assertThat(health(first, caller)).isEqualTo(200);

    Files.copy(second.key(), first.key(), StandardCopyOption.REPLACE_EXISTING);
    files.look();
    assertThat(health(second, caller)).isEqualTo(200);
  }

  @Test
  void caller_withoutATrustedCertificate_isRefused_untilTheTrustChanges(@TempDir Path folder)
      throws Exception {
    Path trusted = Files.copy(caller.certificate(), folder.resolve("ca.pem"));
    open(Optional.of(trusted));

    assertThat(health(first, caller)).isEqualTo(200);
    assertThatThrownBy(() -> health(first, second)).isInstanceOf(IOException.class);

    Files.copy(second.certificate(), trusted, StandardCopyOption.REPLACE_EXISTING);
    files.look();
    assertThat(health(first, second)).isEqualTo(200);
    assertThatThrownBy(() -> health(first, caller)).isInstanceOf(IOException.class);
  }

  @Test
  void handshakes_thatFail_takeNoConnectionFromOthers() throws Exception {
    open(Optional.empty());
    for (int i = 0; i < 3 * MAX_CONNECTIONS; i++) {
      try (RawConnection garbage = new RawConnection(listener().port())) {
        garbage.send("this is no handshake\r\n\r\n");
        garbage.readToTheEnd();
      }
    }

    assertThat(health(first, caller)).isEqualTo(200);
  }

  @Test
  void handshakes_thatNeverEnd_areClosed() throws Exception {
    open(Optional.empty());
    RawConnection[] silent = new RawConnection[MAX_CONNECTIONS];
    for (int i = 0; i < silent.length; i++) {
      silent[i] = new RawConnection(listener().port());
    }
    for (RawConnection one : silent) {
      one.readToTheEnd();
      one.close();
    }

    assertThat(health(first, caller)).isEqualTo(200);
  }

  @Test
  void files_thatCannotBeUsed_areNamed(@TempDir Path folder) throws IOException {
    Path empty = Files.createFile(folder.resolve("empty.pem"));

    assertUnusable(
        new TlsSettings(empty, first.key(), Optional.empty()),
        "server.tls.certificate-file is " + empty + ", which holds no certificate in PEM");
    assertUnusable(
        new TlsSettings(first.certificate(), empty, Optional.empty()),
        "server.tls.key-file is " + empty + ", which holds no PRIVATE KEY in PEM");
    assertUnusable(
        new TlsSettings(first.certificate(), second.key(), Optional.empty()),
        "server.tls.key-file is " + second.key() + ", which is not the key of the certificate");
    assertUnusable(
        new TlsSettings(first.certificate(), first.key(), Optional.of(empty)),
        "server.tls.client-ca-file is " + empty + ", which holds no certificate in PEM");
  }

  private static void assertUnusable(TlsSettings settings, String message) {
    assertThatThrownBy(() -> ListenerTls.load(settings, new FileWatch(Duration.ZERO)))
        .isInstanceOf(UnusableFileException.class)
        .hasMessage(message);
  }

  private void open(Optional<Path> clientCa) {
    files = new FileWatch(Duration.ZERO);
    ListenerSettings settings =
        RouteFixture.settings(
            new TlsSettings(first.certificate(), first.key(), clientCa),
            MAX_CONNECTIONS,
            Duration.ofSeconds(3));
    CallerWatch callers = new CallerWatch();
    opened =
        RouteFixture.open(
            settings,
            callers,
            files,
            RouteFixture.routes(
                    () -> RouteFixture.health("1", Duration.ZERO),
                    RouteFixture.noRollouts(),
                    callers,
                    4096,
                    (method, status) -> {})
                ::register);
  }

  private HttpListener listener() {
    return Objects.requireNonNull(opened);
  }

  private int health(TlsFiles server, TlsFiles shown) throws Exception {
    try (HttpClient client =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .sslContext(server.trustedBy(shown))
            .build()) {
      return client
          .send(
              HttpRequest.newBuilder(URI.create(listener().url() + "/health")).build(),
              BodyHandlers.ofString())
          .statusCode();
    }
  }
}
