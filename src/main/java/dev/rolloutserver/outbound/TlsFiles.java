package dev.rolloutserver.outbound;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * PEM files for TLS. They may change while the server runs.
 *
 * @param trust certificates of those who sign for peers, and of nobody else; empty for those that
 *     the JDK trusts
 * @param certificate shown to peers that ask for one, with those that lead to its signer
 * @param key of that certificate
 */
public record TlsFiles(Optional<Path> trust, Optional<Path> certificate, Optional<Path> key) {
  /** What the JDK trusts, and no certificate of our own. */
  public static final TlsFiles NONE =
      new TlsFiles(Optional.empty(), Optional.empty(), Optional.empty());

  public TlsFiles {
    if (certificate.isPresent() != key.isPresent()) {
      throw new IllegalArgumentException("A certificate needs its key, and a key its certificate");
    }
  }

  List<Path> all() {
    return Stream.of(trust, certificate, key).flatMap(Optional::stream).toList();
  }
}
