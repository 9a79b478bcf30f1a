package dev.rolloutserver.admission;

import dev.rolloutserver.admission.Refused.Reason;
import java.time.Duration;
import java.util.function.Supplier;

/** The memory of all bodies whose requests have no permit yet. */
final class WaitingBytes {
  private final long max;
  private final Supplier<Duration> retryAfter;
  private long held;

  WaitingBytes(long max, Supplier<Duration> retryAfter) {
    this.max = max;
    this.retryAfter = retryAfter;
  }

  HeldBody hold() {
    return new Held();
  }

  synchronized long held() {
    return held;
  }

  private synchronized boolean take(long mine, long wanted) {
    // one alone always fits: no body is refused for good
    boolean fits = held == mine || held - mine <= max - wanted;
    if (fits) {
      held += wanted - mine;
    }
    return fits;
  }

  private synchronized void giveBack(long mine) {
    held -= mine;
  }

  private final class Held implements HeldBody {
    private long mine;

    @Override
    public void expect(long bytes) {
      long before = mine;
      grow(bytes);
      giveBack(mine - before);
      mine = before;
    }

    @Override
    public void grow(long bytes) {
      long wanted = Math.max(mine, bytes);
      if (!take(mine, wanted)) {
        throw new Refused(
            Reason.WAITING_BYTES,
            retryAfter.get(),
            "A body of %d bytes and those of the requests that wait hold more than %d bytes"
                    .formatted(wanted, max)
                + " (server.max-waiting-bytes)");
      }
      mine = wanted;
    }

    @Override
    public void close() {
      giveBack(mine);
      mine = 0;
    }
  }
}
