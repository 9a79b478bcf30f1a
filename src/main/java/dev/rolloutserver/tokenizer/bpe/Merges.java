package dev.rolloutserver.tokenizer.bpe;

import java.util.Arrays;
import java.util.List;

/**
 * The pairs of ids that become one id: an open hash table of pairs to ranks, and of ranks to ids.
 */
final class Merges {
  /** The rank of a pair that stays two. */
  static final int NONE = Integer.MAX_VALUE;

  private static final long FREE = -1;

  private final int[] byteIds;
  private final int[] merged;
  private final long[] pairs;
  private final int[] ranks;

  /** One merge; its rank is its place in the list. */
  record Merge(int left, int right, int merged) {}

  /**
   * Makes the table.
   *
   * @param byteIds the id of each byte
   * @param merges the later of two equal pairs counts
   */
  Merges(int[] byteIds, List<Merge> merges) {
    this.byteIds = byteIds.clone();
    this.merged = new int[merges.size()];
    int slots = merges.size() + merges.size() / 2 + 1;
    this.pairs = new long[slots];
    this.ranks = new int[slots];
    Arrays.fill(pairs, FREE);
    for (int rank = 0; rank < merged.length; rank++) {
      Merge merge = merges.get(rank);
      long pair = pair(merge.left(), merge.right());
      int slot = slot(pair);
      pairs[slot] = pair;
      ranks[slot] = rank;
      merged[rank] = merge.merged();
    }
  }

  int idOf(byte value) {
    return byteIds[value & 0xff];
  }

  /** The rank of a pair; {@link #NONE} if it stays two. */
  int rank(int left, int right) {
    long pair = pair(left, right);
    int slot = slot(pair);
    return pairs[slot] == pair ? ranks[slot] : NONE;
  }

  /** What a pair of this rank becomes. */
  int merged(int rank) {
    return merged[rank];
  }

  /** Where the pair is or would be. */
  private int slot(long pair) {
    long mixed = pair * 0x9e3779b97f4a7c15L;
    int slot = (int) (((mixed >>> 32) * pairs.length) >>> 32);
    while (pairs[slot] != pair && pairs[slot] != FREE) {
      slot = slot + 1 == pairs.length ? 0 : slot + 1;
    }
    return slot;
  }

  private static long pair(int left, int right) {
    return (long) left << 32 | right;
  }
}
