package dev.rolloutserver.command.bench;

import dev.rolloutserver.configuration.Settings;
import dev.rolloutserver.outbound.BearerKey;
import dev.rolloutserver.outbound.TlsFiles;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * What a caller needs to be let in by a server, and to know it.
 *
 * @param key that it shows
 * @param tls whom it trusts
 */
record ServerAccess(Optional<BearerKey> key, TlsFiles tls) {
  /** To a server that is open. */
  static final ServerAccess OPEN = new ServerAccess(Optional.empty(), TlsFiles.NONE);

  /** As these settings say: the first server key, and the trust that holds for trainers. */
  static ServerAccess of(Settings settings) {
    return new ServerAccess(
        settings.serverKeys().keys().stream().findFirst(), settings.outbound().tls());
  }

  /** What a request carries. */
  Map<String, String> headers() {
    Map<String, String> headers = new HashMap<>();
    headers.put("Content-Type", "application/json");
    key.ifPresent(shown -> headers.put("Authorization", "Bearer " + shown.secret()));
    return headers;
  }
}
