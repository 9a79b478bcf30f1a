package dev.rolloutserver.record;

import dev.rolloutserver.memory.ByteRing;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The rollouts that ended last, so many bytes of them at most: the oldest go first. Safe for use by
 * many threads.
 */
final class RecordRing {
  private final long maxBytes;
  private final ByteRing ring;

  /** Oldest first. */
  private final ArrayDeque<Kept> inOrder = new ArrayDeque<>();

  private final Map<Long, Kept> byKey = new HashMap<>();
  private long bytes;

  private record Kept(RolloutRow row, long start, int length) {
    long bytes() {
      return (long) length + row.bytes();
    }
  }

  RecordRing(long maxBytes) {
    this.maxBytes = maxBytes;
    this.ring = new ByteRing(maxBytes);
  }

  /** Keeps a record instead of the oldest ones; one that is too large is not kept. */
  synchronized void keep(RolloutRow row, byte[] json) {
    Kept kept = new Kept(row, ring.end(), json.length);
    if (kept.bytes() > maxBytes) {
      return;
    }
    while (bytes + kept.bytes() > maxBytes || !fits(json.length)) {
      Kept oldest = inOrder.removeFirst();
      byKey.remove(oldest.row.key());
      bytes -= oldest.bytes();
    }
    ring.append(json);
    inOrder.addLast(kept);
    byKey.put(row.key(), kept);
    bytes += kept.bytes();
  }

  /** The record of this key; null where there is none any more. */
  synchronized byte @Nullable [] find(long key) {
    Kept kept = byKey.get(key);
    return kept == null ? null : ring.read(kept.start, kept.length);
  }

  synchronized @Nullable RolloutRow row(long key) {
    Kept kept = byKey.get(key);
    return kept == null ? null : kept.row;
  }

  /** Those that are kept, the newest first. */
  synchronized List<RolloutRow> rows() {
    List<RolloutRow> rows = new ArrayList<>(inOrder.size());
    inOrder.descendingIterator().forEachRemaining(kept -> rows.add(kept.row));
    return rows;
  }

  synchronized long bytes() {
    return bytes;
  }

  synchronized int count() {
    return inOrder.size();
  }

  long maxBytes() {
    return maxBytes;
  }

  private boolean fits(int length) {
    Kept oldest = inOrder.peekFirst();
    return oldest == null || ring.end() + length - oldest.start <= ring.capacity();
  }
}
