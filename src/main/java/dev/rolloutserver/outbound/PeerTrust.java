package dev.rolloutserver.outbound;

import dev.rolloutserver.files.FileWatch;
import dev.rolloutserver.files.KeyMatch;
import dev.rolloutserver.files.UnusableFileException;
import io.helidon.common.configurable.Resource;
import io.helidon.common.pki.Keys;
import io.helidon.common.pki.PemKeys;
import io.helidon.common.tls.Tls;
import io.helidon.common.tls.TlsConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Which peers are trusted over TLS, and what they are shown. When the files change they are read
 * again; what cannot be used, such as a file that is half written, leaves the last that could.
 */
final class PeerTrust {
  private static final String TRUST = "outbound.tls.trust-file";
  private static final String CERTIFICATE = "outbound.tls.certificate-file";
  private static final String KEY = "outbound.tls.key-file";

  private final TlsFiles files;
  private volatile @Nullable Tls tls;

  /**
   * Reads the files, if there are any.
   *
   * @throws UnusableFileException if one cannot be used
   */
  PeerTrust(TlsFiles files, FileWatch watch) {
    this.files = files;
    if (!files.all().isEmpty()) {
      // watched first: what changes while it is read is read again
      watch.add(files.all(), this::read);
      read();
    }
  }

  /** What the next connection is secured by. */
  Tls tls() {
    Tls known = tls;
    if (known == null) {
      // needed first now: reading the certificates of the JDK takes a while
      known = Tls.builder().build();
      tls = known;
    }
    return known;
  }

  private void read() {
    TlsConfig.Builder builder = Tls.builder();
    files.trust().ifPresent(file -> builder.trust(trusted(file)));
    files
        .certificate()
        .ifPresent(file -> {
          Keys own = own(file, files.key().orElseThrow());
          builder.privateKey(own.privateKey().orElseThrow()).privateKeyCertChain(own.certChain());
        });
    try {
      tls = builder.build();
    } catch (RuntimeException e) {
      Path file = files.key().or(files::trust).orElseThrow();
      throw unusable(files.key().isPresent() ? KEY : TRUST, file, e);
    }
  }

  private static List<X509Certificate> trusted(Path file) {
    try {
      List<X509Certificate> certificates =
          Keys.builder()
              .pem(PemKeys.builder().certificates(resource(file)).build())
              .build()
              .certs();
      if (certificates.isEmpty()) {
        throw new IOException("it has no certificate");
      }
      return certificates;
    } catch (IOException | RuntimeException e) {
      throw unusable(TRUST, file, e);
    }
  }

  private static Keys own(Path certificate, Path key) {
    PemKeys.Builder pem = PemKeys.builder();
    try {
      Keys.builder().pem(PemKeys.builder().certificates(resource(certificate)).build()).build();
      pem.certChain(resource(certificate));
    } catch (IOException | RuntimeException e) {
      throw unusable(CERTIFICATE, certificate, e);
    }
    try {
      Keys own = Keys.builder().pem(pem.key(resource(key)).build()).build();
      // a certificate whose key has not come yet is of no use
      if (belongTogether(own)) {
        return own;
      }
    } catch (IOException | RuntimeException e) {
      throw unusable(KEY, key, e);
    }
    throw new UnusableFileException(KEY, key, "which is not the key of the certificate");
  }

  private static boolean belongTogether(Keys own) {
    return KeyMatch.belongTogether(
        own.privateKey().orElseThrow(), own.certChain().getFirst().getPublicKey());
  }

  private static Resource resource(Path file) throws IOException {
    return Resource.create(file.toString(), Files.readAllBytes(file));
  }

  private static UnusableFileException unusable(String setting, Path file, Exception cause) {
    return new UnusableFileException(setting, file, "which cannot be used as PEM: " + cause);
  }
}
