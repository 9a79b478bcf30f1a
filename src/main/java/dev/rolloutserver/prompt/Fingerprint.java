package dev.rolloutserver.prompt;

import dev.rolloutserver.prompt.PromptException.Kind;
import java.util.Locale;
import java.util.Optional;

/** What a prompt format is known by: SHA-256 of tokenizer.json and chat template together. */
final class Fingerprint {
  private static final String PREFIX = "sha256:";

  private Fingerprint() {}

  /** SHA-256 of both in hexadecimal with a colon between, itself in hexadecimal. */
  static String of(String tokenizerSha256, String templateSha256) {
    return Sha256.of(tokenizerSha256 + ":" + templateSha256);
  }

  /**
   * Checks that a format is the one that is pinned, if one is.
   *
   * @throws PromptException of kind TOKENIZER if it is another
   */
  static void require(String name, Optional<String> pinned, String actual) {
    if (pinned.isPresent() && !actual.equals(plain(pinned.get()))) {
      throw new PromptException(
          Kind.TOKENIZER,
          "The tokenizer '%s' has the fingerprint %s, but %s is pinned"
              .formatted(name, actual, pinned.get()),
          true,
          null);
    }
  }

  private static String plain(String pinned) {
    String text = pinned.strip().toLowerCase(Locale.ROOT);
    return text.startsWith(PREFIX) ? text.substring(PREFIX.length()) : text;
  }
}
