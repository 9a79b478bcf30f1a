package dev.rolloutserver.http;

import dev.rolloutserver.files.FileWatch;
import dev.rolloutserver.files.UnusableFileException;
import dev.rolloutserver.outbound.BearerKey;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The keys of which a caller must show one. Of each only a digest is kept. */
public final class ServerKeys {
  private static final String SETTING = "server.api-key-file";
  private static final String SCHEME = "bearer ";
  private static final int MAX_FILE_BYTES = 64 * 1024;

  private final KeySettings settings;

  /** Of equal length, whatever the keys have: a comparison tells nothing of it. */
  private volatile List<byte[]> digests;

  private ServerKeys(KeySettings settings) {
    this.settings = settings;
    this.digests = read();
  }

  /**
   * The keys of these settings; those of a file follow what the file holds.
   *
   * @throws UnusableFileException if the file cannot be read or holds no key
   */
  public static ServerKeys load(KeySettings settings, FileWatch files) {
    ServerKeys keys = new ServerKeys(settings);
    settings.file().ifPresent(file -> files.add(List.of(file), keys::reload));
    return keys;
  }

  /** Whether a caller must show a key. */
  public boolean required() {
    return !digests.isEmpty();
  }

  /**
   * Whether this is one of the keys, behind {@code Bearer} in any case or by itself. Every key is
   * compared, each in constant time.
   */
  boolean accept(@Nullable String authorization) {
    String shown = authorization == null ? "" : authorization.strip();
    if (shown.regionMatches(true, 0, SCHEME, 0, SCHEME.length())) {
      shown = shown.substring(SCHEME.length()).strip();
    }
    byte[] digest = digest(shown);
    boolean accepted = false;
    for (byte[] known : digests) {
      accepted |= MessageDigest.isEqual(known, digest);
    }
    return accepted;
  }

  private void reload() {
    digests = read();
  }

  private List<byte[]> read() {
    List<byte[]> found = new ArrayList<>();
    settings.keys().stream().map(BearerKey::secret).map(ServerKeys::digest).forEach(found::add);
    settings
        .file()
        .ifPresent(file -> lines(file).stream().map(ServerKeys::digest).forEach(found::add));
    return List.copyOf(found);
  }

  /** The keys in the file; blank lines and those that begin with # are none. */
  private static List<String> lines(Path file) {
    try {
      if (Files.size(file) > MAX_FILE_BYTES) {
        throw unusable(file, "which is larger than " + MAX_FILE_BYTES + " bytes");
      }
      List<String> keys =
          Files.readString(file)
              .lines()
              .map(String::strip)
              .filter(line -> !line.isEmpty() && !line.startsWith("#"))
              .toList();
      if (keys.isEmpty()) {
        throw unusable(file, "which holds no key");
      }
      for (String key : keys) {
        if (!key.chars().allMatch(c -> c > ' ' && c < 0x7f)) {
          throw unusable(file, "which holds a key with other than visible ASCII characters");
        }
      }
      return keys;
    } catch (IOException e) {
      // neither the reason nor a line: it may quote the file
      throw unusable(file, "which cannot be read");
    }
  }

  private static UnusableFileException unusable(Path file, String reason) {
    return new UnusableFileException(SETTING, file, reason);
  }

  private static byte[] digest(String key) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(key.getBytes(StandardCharsets.UTF_8));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }
}
