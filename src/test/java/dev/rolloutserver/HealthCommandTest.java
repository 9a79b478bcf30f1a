package dev.rolloutserver;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rolloutserver.command.HealthCommand;
import dev.rolloutserver.configuration.SettingSources;
import dev.rolloutserver.configuration.Settings;
import dev.rolloutserver.http.TlsFiles;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** The command that asks a server of the same settings, as a container's health check does. */
class HealthCommandTest {
  @TempDir private Path folder;

  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  @Test
  void plainServer_isAsked_whereItListens() throws Exception {
    try (ServerFixture server = ServerFixture.start(folder, Map.of("server.host", "127.0.0.2"))) {
      assertThat(health(server, Map.of("server.host", "127.0.0.2"))).isZero();
      assertThat(out.toString()).startsWith("{\"status\":\"healthy\"");
    }
  }

  @Test
  void tls_isAskedByTheNameOfItsCertificate_thoughNoNameServerKnowsIt() throws Exception {
    assertThatTlsIsAsked("dns:rollouts.invalid");
  }

  @Test
  void tls_ofAWildcard_isAskedByAHostOfIt() throws Exception {
    assertThatTlsIsAsked("dns:*.rollouts.invalid");
  }

  @Test
  void tls_ofAnAddress_isAskedByIt() throws Exception {
    assertThatTlsIsAsked("ip:127.0.0.1");
  }

  @Test
  void tls_thatWantsACertificate_isShownTheServersOwn() throws Exception {
    TlsFiles files = TlsFiles.create(folder, "own", "dns:rollouts.invalid");
    Map<String, String> settings = new HashMap<>(settings(files));
    settings.put("server.tls.client-ca-file", files.certificate().toString());
    try (ServerFixture server = ServerFixture.start(folder, settings)) {
      assertThat(health(server, settings)).as(err.toString()).isZero();
    }
  }

  @Test
  void tls_ofAnotherCertificate_isExitCode1() throws Exception {
    TlsFiles files = TlsFiles.create(folder, "own", "dns:rollouts.invalid");
    TlsFiles others = TlsFiles.create(folder, "others", "dns:rollouts.invalid");
    try (ServerFixture server = ServerFixture.start(folder, settings(files))) {
      assertThat(health(server, settings(others))).isEqualTo(1);
      assertThat(err.toString().lines()).hasSize(1);
    }
  }

  private void assertThatTlsIsAsked(String alternativeName) throws Exception {
    TlsFiles files = TlsFiles.create(folder, "own", alternativeName);
    try (ServerFixture server = ServerFixture.start(folder, settings(files))) {
      assertThat(health(server, settings(files))).as(err.toString()).isZero();
      assertThat(out.toString()).startsWith("{\"status\":\"healthy\"");
    }
  }

  private static Map<String, String> settings(TlsFiles files) {
    return Map.of(
        "server.tls.certificate-file", files.certificate().toString(),
        "server.tls.key-file", files.key().toString());
  }

  private int health(ServerFixture server, Map<String, String> settings) {
    Map<String, String> all = new HashMap<>(settings);
    all.putIfAbsent("server.host", "0.0.0.0");
    all.put("server.port", Integer.toString(server.port()));
    Settings loaded = Settings.load(new SettingSources(all, Map.of(), Optional.empty()));
    return new CommandLine(new HealthCommand(loaded::listener))
        .setOut(new PrintWriter(out, true))
        .setErr(new PrintWriter(err, true))
        .execute();
  }
}
