package dev.rolloutserver.command;

import dev.rolloutserver.files.UnusableFileException;
import dev.rolloutserver.http.ListenerSettings;
import dev.rolloutserver.http.TlsSettings;
import dev.rolloutserver.outbound.DestinationPolicy;
import dev.rolloutserver.outbound.OutboundHttp;
import dev.rolloutserver.outbound.OutboundSettings;
import dev.rolloutserver.outbound.TlsFiles;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * The server on this machine that has these settings, as one reaches it. Under TLS it is asked by a
 * name of its certificate, which alone is trusted, and shown that certificate where it wants one.
 */
record LocalServer(ListenerSettings settings) {
  private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(5);
  private static final int MAX_ANSWER_BYTES = 1 << 20;
  private static final int DNS_NAME = 2;
  private static final int ADDRESS = 7;

  /** Where its health is told. */
  URI health() {
    String host = settings.tls().map(tls -> name(tls.certificate())).orElseGet(this::literal);
    return URI.create(
        (settings.tls().isPresent() ? "https://" : "http://")
            + (host.contains(":") ? "[" + host + "]" : host)
            + ":"
            + settings.port()
            + "/health");
  }

  /**
   * A client that reaches it under every name.
   *
   * @throws UnusableFileException if its certificate cannot be used
   */
  OutboundHttp client() {
    return OutboundHttp.at(
        address(),
        new OutboundSettings(
            CONNECT_TIMEOUT,
            Duration.ZERO,
            MAX_ANSWER_BYTES,
            DestinationPolicy.OPEN,
            settings.tls().map(LocalServer::files).orElse(TlsFiles.NONE)));
  }

  private static TlsFiles files(TlsSettings tls) {
    boolean asked = tls.clientCa().isPresent();
    return new TlsFiles(
        Optional.of(tls.certificate()),
        Optional.of(tls.certificate()).filter(_ -> asked),
        Optional.of(tls.key()).filter(_ -> asked));
  }

  /** Where it listens; on this machine where it listens on all addresses. */
  private InetAddress address() {
    InetAddress loopback = InetAddress.ofLiteral("127.0.0.1");
    try {
      InetAddress bound = InetAddress.getAllByName(settings.host())[0];
      return bound.isAnyLocalAddress() ? loopback : bound;
    } catch (UnknownHostException e) {
      // the server itself could not have bound it
      return loopback;
    }
  }

  private String literal() {
    return address().getHostAddress();
  }

  private static String name(Path certificate) {
    try (InputStream in = Files.newInputStream(certificate)) {
      X509Certificate first =
          (X509Certificate) CertificateFactory.getInstance("X.509").generateCertificate(in);
      return names(first, DNS_NAME)
          .or(() -> names(first, ADDRESS))
          .orElseThrow(() -> new CertificateException("it names no host and no address"));
    } catch (IOException | CertificateException e) {
      throw new UnusableFileException(
          "server.tls.certificate-file", certificate, "which cannot be used: " + e.getMessage());
    }
  }

  private static Optional<String> names(X509Certificate certificate, int type) {
    try {
      return Optional.ofNullable(certificate.getSubjectAlternativeNames())
          .flatMap(all ->
              all.stream()
                  .filter(name -> name.get(0).equals(type))
                  .map(LocalServer::value)
                  .findFirst());
    } catch (CertificateException e) {
      return Optional.empty();
    }
  }

  /** A host that a wildcard stands for will do. */
  private static String value(List<?> name) {
    return name.get(1).toString().replace("*", "health");
  }
}
