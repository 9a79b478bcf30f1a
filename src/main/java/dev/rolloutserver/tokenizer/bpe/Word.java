package dev.rolloutserver.tokenizer.bpe;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The place where words are merged, one at a time: of all pairs the one of lowest rank, and of
 * these the leftmost, until none is left. It belongs to one thread.
 */
final class Word {
  /** Bytes of the longest word; merging takes some 30 times as much. */
  static final int MAX_BYTES = 1 << 20;

  /** Up to here looking through all pairs is faster than a queue. */
  private static final int SHORT = 48;

  private static final int GONE = -1;

  private final Merges merges;
  private final @Nullable WholeWords wholeWords;
  private byte[] bytes = new byte[3 * SHORT];
  private int[] ids = new int[3 * SHORT];
  private int[] ranks = new int[SHORT];
  private int size;

  /**
   * A place.
   *
   * @param wholeWords words that are one id whatever the merges say
   */
  Word(Merges merges, @Nullable WholeWords wholeWords) {
    this.merges = merges;
    this.wholeWords = wholeWords;
  }

  /**
   * Merges a part of a text, of whole characters.
   *
   * @return how many ids it has, or {@link ByteLevelBpe#UNSURE} if it is too long
   */
  int merge(String text, int from, int to) {
    int most = Math.multiplyExact(3, to - from);
    if (most > bytes.length) {
      int length = Math.min(most, MAX_BYTES + Integer.BYTES);
      bytes = new byte[length];
      ids = new int[length];
    }
    int length = encode(text, from, to);
    if (length > MAX_BYTES) {
      return ByteLevelBpe.UNSURE;
    }
    if (wholeWords != null) {
      int id = wholeWords.id(bytes, length);
      if (id >= 0) {
        ids[0] = id;
        size = 1;
        return size;
      }
    }
    for (int i = 0; i < length; i++) {
      ids[i] = merges.idOf(bytes[i]);
    }
    size = length;
    if (length <= SHORT) {
      mergeShort();
    } else {
      mergeLong();
    }
    return size;
  }

  /** The ids of the last word. */
  int[] ids() {
    return Arrays.copyOf(ids, size);
  }

  private int encode(String text, int from, int to) {
    int length = 0;
    for (int i = from; i < to && length <= MAX_BYTES; i++) {
      int c = text.charAt(i);
      if (c < 0x80) {
        bytes[length++] = (byte) c;
      } else if (c < 0x800) {
        bytes[length++] = (byte) (0xc0 | c >> 6);
        bytes[length++] = following(c);
      } else if (Character.isHighSurrogate((char) c)) {
        c = Character.toCodePoint((char) c, text.charAt(++i));
        bytes[length++] = (byte) (0xf0 | c >> 18);
        bytes[length++] = following(c >> 12);
        bytes[length++] = following(c >> 6);
        bytes[length++] = following(c);
      } else {
        bytes[length++] = (byte) (0xe0 | c >> 12);
        bytes[length++] = following(c >> 6);
        bytes[length++] = following(c);
      }
    }
    return length;
  }

  private static byte following(int bits) {
    return (byte) (0x80 | (bits & 0x3f));
  }

  private void mergeShort() {
    for (int i = 0; i + 1 < size; i++) {
      ranks[i] = merges.rank(ids[i], ids[i + 1]);
    }
    while (size > 1) {
      int best = 0;
      for (int i = 1; i + 1 < size; i++) {
        if (ranks[i] < ranks[best]) {
          best = i;
        }
      }
      if (ranks[best] == Merges.NONE) {
        return;
      }
      ids[best] = merges.merged(ranks[best]);
      size--;
      System.arraycopy(ids, best + 2, ids, best + 1, size - best - 1);
      if (best + 1 < size) {
        System.arraycopy(ranks, best + 2, ranks, best + 1, Math.max(0, size - best - 2));
        ranks[best] = merges.rank(ids[best], ids[best + 1]);
      }
      if (best > 0) {
        ranks[best - 1] = merges.rank(ids[best - 1], ids[best]);
      }
    }
  }

  private void mergeLong() {
    int[] next = new int[size];
    int[] previous = new int[size];
    RankQueue queue = new RankQueue(size);
    for (int i = 0; i < size; i++) {
      next[i] = i + 1;
      previous[i] = i - 1;
      if (i + 1 < size) {
        queue.add(merges.rank(ids[i], ids[i + 1]), i);
      }
    }
    while (!queue.isEmpty()) {
      int rank = queue.rank();
      int left = queue.place();
      queue.remove();
      int right = ids[left] == GONE ? size : next[left];
      // an entry is of no more use once one of its two has become something else
      if (right < size && merges.rank(ids[left], ids[right]) == rank) {
        ids[left] = merges.merged(rank);
        ids[right] = GONE;
        int after = next[right];
        next[left] = after;
        if (after < size) {
          previous[after] = left;
          queue.add(merges.rank(ids[left], ids[after]), left);
        }
        if (left > 0) {
          queue.add(merges.rank(ids[previous[left]], ids[left]), previous[left]);
        }
      }
    }
    int count = 0;
    for (int i = 0; i < size; i = next[i]) {
      ids[count++] = ids[i];
    }
    size = count;
  }
}
