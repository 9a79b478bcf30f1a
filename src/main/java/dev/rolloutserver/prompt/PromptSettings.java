package dev.rolloutserver.prompt;

import java.time.Duration;
import java.util.List;

/**
 * What is kept and how prompts are made.
 *
 * @param cacheSize tokenizers kept; the one not used for longest goes first
 * @param failureTtl how long a tokenizer that could not be loaded is not tried again
 * @param encodingThreads threads that tokenize
 * @param pieceCacheBytes what the token counts of pieces, kept for all rollouts, may take; 0: none
 *     are kept
 * @param formats settings of single tokenizers
 */
public record PromptSettings(
    int cacheSize,
    Duration failureTtl,
    int encodingThreads,
    long pieceCacheBytes,
    List<FormatSettings> formats) {
  public PromptSettings {
    formats = List.copyOf(formats);
  }

  /** The settings of this tokenizer: its own, or those of a tokenizer without any. */
  public FormatSettings format(String name) {
    return formats.stream()
        .filter(format -> format.name().equals(name))
        .findFirst()
        .orElse(FormatSettings.plain(name));
  }
}
