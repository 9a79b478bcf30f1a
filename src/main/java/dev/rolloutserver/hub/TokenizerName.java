package dev.rolloutserver.hub;

import org.jspecify.annotations.Nullable;

/**
 * Which tokenizer is meant.
 *
 * @param name such as {@code Qwen/Qwen3-8B}
 * @param revision a branch, tag or commit; null for the main branch
 */
public record TokenizerName(String name, @Nullable String revision) {
  public TokenizerName {
    check("name", name);
    if (revision != null) {
      check("revision", revision);
    }
  }

  /**
   * Reads {@code name} or {@code name@revision}.
   *
   * @throws IllegalArgumentException if either is empty or has white space
   */
  public static TokenizerName parse(String text) {
    int at = text.indexOf('@');
    return at < 0
        ? new TokenizerName(text, null)
        : new TokenizerName(text.substring(0, at), text.substring(at + 1));
  }

  /** As {@link #parse} reads it. */
  @Override
  public String toString() {
    return revision == null ? name : name + "@" + revision;
  }

  private static void check(String part, String text) {
    if (text.isEmpty() || text.chars().anyMatch(c -> c <= ' ' || c == 0x7f)) {
      throw new IllegalArgumentException(
          "the " + part + " of a tokenizer is '" + text + "', but must have no white space");
    }
  }
}
