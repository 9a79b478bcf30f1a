package dev.rolloutserver.tokenizer.bpe;

import org.jspecify.annotations.Nullable;

/**
 * How many ids short words have: a table of fixed size in which a new word takes the place of an
 * older one. Threads use it without locks, since an entry never changes; a lost one is counted
 * again.
 */
final class WordCounts {
  /** Characters of the longest word that is kept. */
  static final int MAX_LENGTH = 32;

  private final @Nullable Entry[] entries;

  private record Entry(String word, int hash, int count) {
    boolean is(String text, int from, int length, int hash) {
      return hash == this.hash
          && length == word.length()
          && text.regionMatches(from, word, 0, length);
    }
  }

  /**
   * A table.
   *
   * @param places how many words it can hold, a power of two
   */
  WordCounts(int places) {
    this.entries = new @Nullable Entry[places];
  }

  static int hash(String text, int from, int to) {
    int hash = 0;
    for (int i = from; i < to; i++) {
      hash = 31 * hash + text.charAt(i);
    }
    hash *= 0x9e3779b9;
    return hash ^ (hash >>> 15);
  }

  /** The count of a word, or 0 where it is not known. */
  int count(String text, int from, int to, int hash) {
    int place = hash & (entries.length - 1);
    Entry first = entries[place];
    if (first != null && first.is(text, from, to - from, hash)) {
      return first.count;
    }
    Entry second = entries[place ^ 1];
    return second != null && second.is(text, from, to - from, hash) ? second.count : 0;
  }

  /** Keeps a word, and the one in its place if that can move next door. */
  void put(String text, int from, int to, int hash, int count) {
    int place = hash & (entries.length - 1);
    entries[place ^ 1] = entries[place];
    entries[place] = new Entry(text.substring(from, to), hash, count);
  }
}
