package dev.rolloutserver.registry;

import dev.rolloutserver.memory.ByteRing;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.Map;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Answers of rollouts that have completed, for a caller that asks again because it did not get
 * them: for a short time, and so many bytes at most. Safe for use by many threads.
 */
final class RecentAnswers {
  private final long ttlNanos;
  private final long maxBytes;
  private final LongSupplier nanoClock;
  private final ByteRing ring;
  private final Map<String, Kept> byId = new HashMap<>();

  /** Oldest first, with those that a newer one of the same id has replaced. */
  private final ArrayDeque<Kept> inOrder = new ArrayDeque<>();

  private long bytes;

  private static final class Kept {
    private final String id;
    private final BodyDigest digest;
    private final long start;
    private final int length;
    private final long since;

    Kept(String id, BodyDigest digest, long start, int length, long since) {
      this.id = id;
      this.digest = digest;
      this.start = start;
      this.length = length;
      this.since = since;
    }
  }

  RecentAnswers(Duration ttl, long maxBytes, LongSupplier nanoClock) {
    this.ttlNanos = ttl.toNanos();
    this.maxBytes = maxBytes;
    this.nanoClock = nanoClock;
    this.ring = new ByteRing(maxBytes);
  }

  /** Keeps an answer instead of an older one of the same id; one that is too large is not kept. */
  synchronized void keep(String id, BodyDigest digest, byte[] answer) {
    if (ttlNanos == 0) {
      return;
    }
    forget(byId.get(id));
    dropOld();
    if (answer.length > maxBytes) {
      return;
    }
    while (bytes + answer.length > maxBytes || !fits(answer.length)) {
      dropFirst();
    }
    Kept kept = new Kept(id, digest, ring.end(), answer.length, nanoClock.getAsLong());
    ring.append(answer);
    bytes += answer.length;
    byId.put(id, kept);
    inOrder.addLast(kept);
  }

  /** The answer to the same request; null where there is none. */
  synchronized byte @Nullable [] find(String id, BodyDigest digest) {
    if (byId.isEmpty()) {
      return null;
    }
    dropOld();
    Kept kept = byId.get(id);
    return kept != null && kept.digest.equals(digest) ? ring.read(kept.start, kept.length) : null;
  }

  synchronized long bytes() {
    dropOld();
    return bytes;
  }

  private boolean fits(int length) {
    Kept oldest = inOrder.peekFirst();
    return oldest == null || ring.end() + length - oldest.start <= ring.capacity();
  }

  private void dropOld() {
    long now = nanoClock.getAsLong();
    while (!inOrder.isEmpty() && now - inOrder.getFirst().since >= ttlNanos) {
      dropFirst();
    }
  }

  private void dropFirst() {
    Kept first = inOrder.removeFirst();
    if (byId.get(first.id) == first) {
      forget(first);
    }
  }

  private void forget(@Nullable Kept kept) {
    if (kept != null) {
      byId.remove(kept.id);
      bytes -= kept.length;
    }
  }
}
