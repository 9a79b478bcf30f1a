package dev.rolloutserver.registry;

import java.time.Duration;
import java.util.LinkedHashMap;
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

  /** By rollout id, oldest first. */
  private final LinkedHashMap<String, Kept> answers = new LinkedHashMap<>();

  private long bytes;

  private static final class Kept {
    private final BodyDigest digest;
    private final byte[] answer;
    private final long since;

    Kept(BodyDigest digest, byte[] answer, long since) {
      this.digest = digest;
      this.answer = answer;
      this.since = since;
    }
  }

  RecentAnswers(Duration ttl, long maxBytes, LongSupplier nanoClock) {
    this.ttlNanos = ttl.toNanos();
    this.maxBytes = maxBytes;
    this.nanoClock = nanoClock;
  }

  /** Keeps an answer instead of an older one of the same id; one that is too large is not kept. */
  synchronized void keep(String id, BodyDigest digest, byte[] answer) {
    if (ttlNanos == 0) {
      return;
    }
    Kept older = answers.remove(id);
    bytes -= older == null ? 0 : older.answer.length;
    dropOld();
    if (answer.length <= maxBytes) {
      answers.putLast(id, new Kept(digest, answer, nanoClock.getAsLong()));
      bytes += answer.length;
      while (bytes > maxBytes) {
        dropFirst();
      }
    }
  }

  /** The answer to the same request; null where there is none. */
  synchronized byte @Nullable [] find(String id, BodyDigest digest) {
    if (answers.isEmpty()) {
      return null;
    }
    dropOld();
    Kept kept = answers.get(id);
    return kept != null && kept.digest.equals(digest) ? kept.answer : null;
  }

  synchronized long bytes() {
    dropOld();
    return bytes;
  }

  private void dropOld() {
    long now = nanoClock.getAsLong();
    Map.Entry<String, Kept> first = answers.firstEntry();
    while (first != null && now - first.getValue().since >= ttlNanos) {
      dropFirst();
      first = answers.firstEntry();
    }
  }

  private void dropFirst() {
    Map.Entry<String, Kept> first = answers.pollFirstEntry();
    bytes -= first == null ? 0 : first.getValue().answer.length;
  }
}
