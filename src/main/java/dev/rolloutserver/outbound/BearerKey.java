package dev.rolloutserver.outbound;

/** A secret that is sent as {@code Authorization: Bearer}; it never shows in a text. */
public record BearerKey(String secret) {
  @Override
  public String toString() {
    return "****";
  }
}
