package dev.rolloutserver.http;

import dev.rolloutserver.outbound.BearerKey;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * Which keys callers must show; without any and without a file the server is open.
 *
 * @param keys those that are known from the start
 * @param file holds further ones, one a line
 */
public record KeySettings(List<BearerKey> keys, Optional<Path> file) {
  public KeySettings {
    keys = List.copyOf(keys);
  }
}
