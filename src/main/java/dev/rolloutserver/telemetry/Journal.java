package dev.rolloutserver.telemetry;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.LongConsumer;
import java.util.stream.IntStream;

/**
 * What happened, for all meters together, told to them many at once: a meter that is asked now and
 * then costs several times what it costs over and over, most of all one that tells quantiles. Safe
 * for use by many threads.
 */
final class Journal {
  private static final int STRIPES = 4;
  private static final int ENTRIES = 256;

  private final List<LongConsumer> meters = new CopyOnWriteArrayList<>();
  private final Stripe[] stripes =
      IntStream.range(0, STRIPES).mapToObj(_ -> new Stripe()).toArray(Stripe[]::new);

  /** Some threads share one: a meter's index and what it is told, in turn. */
  private static final class Stripe {
    private final long[] entries = new long[2 * ENTRIES];
    private int end;
  }

  /** Takes what this meter is to be told; it is told by one thread at a time or by several. */
  synchronized Recorder recorder(LongConsumer meter) {
    meters.add(meter);
    return new Recorder(this, meters.size() - 1);
  }

  void add(int meter, long value) {
    Stripe stripe = stripes[(int) (Thread.currentThread().threadId() % STRIPES)];
    synchronized (stripe) {
      stripe.entries[stripe.end] = meter;
      stripe.entries[stripe.end + 1] = value;
      stripe.end += 2;
      if (stripe.end == stripe.entries.length) {
        settle(stripe);
      }
    }
  }

  /** The meters know all that was added before. */
  void settle() {
    for (Stripe stripe : stripes) {
      synchronized (stripe) {
        settle(stripe);
      }
    }
  }

  private void settle(Stripe stripe) {
    for (int i = 0; i < stripe.end; i += 2) {
      meters.get((int) stripe.entries[i]).accept(stripe.entries[i + 1]);
    }
    stripe.end = 0;
  }
}
