package dev.rolloutserver.prompt;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import org.jspecify.annotations.Nullable;

/**
 * How many tokens pieces of texts have, kept for all rollouts: those of a group begin with the same
 * messages. Safe for use by many threads.
 */
final class PieceCounts {
  /** What an entry takes beside its characters. */
  private static final int ENTRY_BYTES = 200;

  private final @Nullable Cache<Piece, Integer> counts;

  /** Keeps about so much; nothing at 0. */
  PieceCounts(long maxBytes) {
    this.counts =
        maxBytes == 0
            ? null
            : Caffeine.newBuilder()
                .maximumWeight(maxBytes)
                .weigher((Piece piece, Integer _) -> piece.bytes())
                // what is due is done at once, by the rollout that it is due to
                .executor(Runnable::run)
                .build();
  }

  /** Whether nothing is kept. */
  boolean isOff() {
    return counts == null;
  }

  /**
   * What is known of a piece; null: nothing.
   *
   * @param owner the tokenizer; a name of it that keeps nothing alive
   */
  @Nullable Integer find(Object owner, String text) {
    return counts == null ? null : counts.getIfPresent(new Piece(owner, text));
  }

  void keep(Object owner, String text, int tokens) {
    if (counts != null) {
      counts.put(new Piece(owner, text), tokens);
    }
  }

  /** Drops the pieces of a tokenizer that is given up. */
  void forget(Object owner) {
    if (counts != null) {
      counts.asMap().keySet().removeIf(piece -> piece.owner().equals(owner));
    }
  }

  private record Piece(Object owner, String text) {
    int bytes() {
      return ENTRY_BYTES + Character.BYTES * text.length();
    }
  }
}
