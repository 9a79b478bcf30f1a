package dev.rolloutserver.telemetry;

import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.ReentrantLock;
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

  /** What is to be told next, oldest first. */
  private final Queue<Entries> full = new ConcurrentLinkedQueue<>();

  /** Whoever holds it tells the meters: nobody has to wait for one who does. */
  private final ReentrantLock telling = new ReentrantLock();

  /** Where some threads add. */
  private static final class Stripe {
    private Entries entries = new Entries();
  }

  /** A meter's index and what it is told, in turn. */
  private static final class Entries {
    private final long[] pairs = new long[2 * ENTRIES];
    private int end;

    boolean isFull() {
      return end == pairs.length;
    }

    /** Takes what there is room for of these, and returns where the rest begins. */
    int take(long[] others, int from, int to) {
      int length = Math.min(to - from, pairs.length - end);
      System.arraycopy(others, from, pairs, end, length);
      end += length;
      return from + length;
    }
  }

  /**
   * What happens to one rollout until it waits for others: added all at once, it costs a lock and
   * memory that other cores use once, not each time. By one thread at a time.
   */
  final class Page {
    private final long[] pairs = new long[2 * 16];
    private int end;

    void add(Recorder meter, long value) {
      if (end == pairs.length) {
        handIn();
      }
      pairs[end] = meter.meter();
      pairs[end + 1] = value;
      end += 2;
    }

    /** Adds all that was noted to the journal. */
    void handIn() {
      if (end > 0) {
        Journal.this.add(pairs, end);
        end = 0;
      }
    }
  }

  /** Where this meter is told something; by one thread at a time. */
  synchronized Recorder recorder(LongConsumer meter) {
    meters.add(meter);
    return new Recorder(this, meters.size() - 1);
  }

  void add(int meter, long value) {
    add(new long[] {meter, value}, 2);
  }

  private void add(long[] pairs, int end) {
    boolean full = false;
    Stripe stripe = stripes[(int) (Thread.currentThread().threadId() % STRIPES)];
    synchronized (stripe) {
      for (int at = 0; at < end; ) {
        at = stripe.entries.take(pairs, at, end);
        if (stripe.entries.isFull()) {
          end(stripe);
          full = true;
        }
      }
    }
    if (full && telling.tryLock()) {
      try {
        tell();
      } finally {
        telling.unlock();
      }
    }
  }

  /** The meters know all that was added before. */
  void settle() {
    telling.lock();
    try {
      for (Stripe stripe : stripes) {
        synchronized (stripe) {
          end(stripe);
        }
      }
      tell();
    } finally {
      telling.unlock();
    }
  }

  private void end(Stripe stripe) {
    full.add(stripe.entries);
    stripe.entries = new Entries();
  }

  private void tell() {
    for (Entries entries = full.poll(); entries != null; entries = full.poll()) {
      for (int i = 0; i < entries.end; i += 2) {
        meters.get((int) entries.pairs[i]).accept(entries.pairs[i + 1]);
      }
    }
  }
}
