package dev.rolloutserver.tokenizer.bpe;

import java.util.Arrays;

/** Pairs to merge, lowest rank first and leftmost first: a binary heap. */
final class RankQueue {
  private long[] heap;
  private int size;

  RankQueue(int expected) {
    this.heap = new long[Math.max(1, expected)];
  }

  /** Adds the pair at a place; one of no rank is left out. */
  void add(int rank, int place) {
    if (rank == Merges.NONE) {
      return;
    }
    if (size == heap.length) {
      heap = Arrays.copyOf(heap, size + size / 2 + 1);
    }
    long entry = (long) rank << 32 | place;
    int at = size++;
    while (at > 0) {
      int parent = (at - 1) / 2;
      if (heap[parent] <= entry) {
        break;
      }
      heap[at] = heap[parent];
      at = parent;
    }
    heap[at] = entry;
  }

  boolean isEmpty() {
    return size == 0;
  }

  /** The rank of the first. */
  int rank() {
    return (int) (heap[0] >>> 32);
  }

  /** The place of the first. */
  int place() {
    return (int) heap[0];
  }

  /** Removes the first. */
  void remove() {
    long last = heap[--size];
    int at = 0;
    while (2 * at + 1 < size) {
      int child = 2 * at + 1;
      if (child + 1 < size && heap[child + 1] < heap[child]) {
        child++;
      }
      if (heap[child] >= last) {
        break;
      }
      heap[at] = heap[child];
      at = child;
    }
    heap[at] = last;
  }
}
