package dev.rolloutserver.admission;

import dev.rolloutserver.admission.Refused.Reason;
import dev.rolloutserver.json.HeapNeed;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;

/** The memory of all requests that are read or wait, and of all conversations that run. */
final class ConversationMemory {
  private static final String KEY = " (server.max-conversation-bytes)";

  private final long max;

  /** The rest is for those that run: what is taken in has to find room to grow. */
  private final long maxForNew;

  private final Supplier<Duration> retryAfter;
  private final AtomicLong all = new AtomicLong();

  ConversationMemory(long max, Supplier<Duration> retryAfter) {
    this.max = max;
    this.maxForNew = max - max / 4;
    this.retryAfter = retryAfter;
  }

  HeldMemory hold() {
    return new Held();
  }

  long held() {
    return all.get();
  }

  /** Whether so much more could be taken, which then is. */
  private boolean take(long more, long bound) {
    long now = all.get();
    while (more <= bound - now) {
      if (all.compareAndSet(now, now + more)) {
        return true;
      }
      now = all.get();
    }
    return false;
  }

  private final class Held implements HeldMemory {
    private long mine;

    @Override
    public void expect(long bytes) {
      long before = mine;
      grow(bytes);
      shrinkTo(before);
    }

    @Override
    public void grow(long bytes) {
      takeNew(HeapNeed.ofText(bytes));
    }

    @Override
    public void read(byte[] body) {
      takeNew(HeapNeed.of(body));
    }

    @Override
    public void add(long bytes) {
      if (!take(bytes, max)) {
        throw new NoRoom(
            "The conversation needs %d bytes of memory more, and all together may have %d"
                    .formatted(bytes, max)
                + KEY);
      }
      mine += bytes;
    }

    @Override
    public long held() {
      return mine;
    }

    @Override
    public void shrinkTo(long bytes) {
      long less = Math.max(0, mine - bytes);
      mine -= less;
      all.addAndGet(-less);
    }

    private void takeNew(long wanted) {
      if (wanted > maxForNew) {
        throw new Refused(
            Reason.TOO_LARGE,
            Duration.ZERO,
            "The request needs %d bytes of memory, and one may have %d".formatted(wanted, maxForNew)
                + ", three quarters of what all may"
                + KEY);
      }
      long more = Math.max(0, wanted - mine);
      if (!take(more, maxForNew)) {
        throw new Refused(
            Reason.CONVERSATION_BYTES,
            retryAfter.get(),
            "The request needs %d bytes of memory, and all that wait and run hold %d of the %d"
                    .formatted(wanted, all.get(), maxForNew)
                + " that are for new ones, three quarters of what all may"
                + KEY);
      }
      mine += more;
    }
  }
}
