package dev.rolloutserver.outbound;

import io.helidon.common.configurable.Resource;
import io.helidon.common.pki.Keys;
import io.helidon.common.pki.PemKeys;
import io.helidon.common.tls.Tls;
import io.helidon.common.tls.TlsConfig;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.security.cert.X509Certificate;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Which peers are trusted over TLS, and what they are shown. Files are read anew when they have
 * changed; what cannot be used, such as a file that is half written, leaves the last that could.
 */
final class PeerTrust {
  private static final System.Logger LOGGER = System.getLogger(PeerTrust.class.getName());

  private final TlsFiles files;
  private List<Version> versions = List.of();
  private @Nullable Tls tls;

  /**
   * Reads the files, if there are any.
   *
   * @throws TlsFileException if one cannot be used
   */
  PeerTrust(TlsFiles files) {
    this.files = files;
    if (!files.all().isEmpty()) {
      versions = versions();
      tls = read();
    }
  }

  /** What the next connection is secured by. */
  synchronized Tls tls() {
    Tls known = tls;
    if (known == null) {
      // needed first now: reading the certificates of the JDK takes a while
      known = Tls.builder().build();
      tls = known;
    }
    List<Version> now = versions();
    if (now.equals(versions)) {
      return known;
    }
    versions = now;
    try {
      known = read();
      tls = known;
      LOGGER.log(Level.INFO, "The files of outbound.tls were read anew");
    } catch (TlsFileException e) {
      LOGGER.log(Level.WARNING, "The files of outbound.tls stay as they were: {0}", e.getMessage());
    }
    return known;
  }

  private Tls read() {
    TlsConfig.Builder builder = Tls.builder();
    files.trust().ifPresent(file -> builder.trust(trusted(file)));
    files
        .certificate()
        .ifPresent(file -> {
          Keys own = own(file, files.key().orElseThrow());
          builder.privateKey(own.privateKey().orElseThrow()).privateKeyCertChain(own.certChain());
        });
    try {
      return builder.build();
    } catch (RuntimeException e) {
      throw unusable(files.all(), e);
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
      throw unusable(List.of(file), e);
    }
  }

  private static Keys own(Path certificate, Path key) {
    try {
      return Keys.builder()
          .pem(PemKeys.builder().certChain(resource(certificate)).key(resource(key)).build())
          .build();
    } catch (IOException | RuntimeException e) {
      throw unusable(List.of(certificate, key), e);
    }
  }

  private static Resource resource(Path file) throws IOException {
    return Resource.create(file.toString(), Files.readAllBytes(file));
  }

  private static TlsFileException unusable(List<Path> files, Exception e) {
    return new TlsFileException(files + " of outbound.tls cannot be used as PEM: " + e, e);
  }

  private List<Version> versions() {
    return files.all().stream().map(Version::of).toList();
  }

  private record Version(FileTime time, long size, @Nullable Object file) {
    private static Version of(Path path) {
      try {
        BasicFileAttributes attributes = Files.readAttributes(path, BasicFileAttributes.class);
        return new Version(attributes.lastModifiedTime(), attributes.size(), attributes.fileKey());
      } catch (IOException e) {
        return new Version(FileTime.fromMillis(0), -1, null);
      }
    }
  }
}
