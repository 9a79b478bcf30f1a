package dev.rolloutserver.registry;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;

/** What tells whether two requests are the same, byte for byte: the SHA-256 of their bodies. */
public final class BodyDigest {
  private final byte[] sha256;

  private BodyDigest(byte[] sha256) {
    this.sha256 = sha256;
  }

  /** The digest of this body. */
  public static BodyDigest of(byte[] body) {
    try {
      return new BodyDigest(MessageDigest.getInstance("SHA-256").digest(body));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JVM has SHA-256", e);
    }
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof BodyDigest digest && Arrays.equals(sha256, digest.sha256);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(sha256);
  }
}
