package dev.rolloutserver.telemetry;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/**
 * What meters are still to be told of rollouts. Each rollout notes it on a sheet of its own, which
 * others read, many at once: now and then a meter costs several times what it costs over and over,
 * and so does memory that another core has written. Safe for use by many threads.
 */
final class Journal {
  /** Sheets that are read at once, at least. */
  private static final int SHEETS = 64;

  /** Those that were begun since sheets were read last, the newest first. */
  private final AtomicReference<@Nullable Sheet> newest = new AtomicReference<>();

  /** Whoever holds it tells the meters: nobody has to wait for one who does. */
  private final ReentrantLock telling = new ReentrantLock();

  /** Those that were written on when they were read last; for whoever holds {@link #telling}. */
  private @Nullable Sheet open;

  /** How many these are. */
  private volatile int openSheets;

  private final List<Gathered> gathered = new CopyOnWriteArrayList<>();

  /** Some meters, and what each is told: written by one thread, read by whoever tells them. */
  private static final class Sheet {
    /** Enough for a rollout of three turns. */
    private static final int LINES = 16;

    private final LongConsumer[] meters = new LongConsumer[LINES];
    private final long[] values = new long[LINES];

    /** Lines that are complete; written by one thread. */
    private volatile int written;

    /** Whether nothing more is written on it. */
    private volatile boolean closed;

    /** Lines that were told; for whoever holds {@link Journal#telling}. */
    private int told;

    /** The next older one of its list; null where there is none. */
    private @Nullable Sheet next;

    /** How many of its list there are up to it. */
    private int number;

    void tell() {
      int end = written;
      for (; told < end; told++) {
        meters[told].accept(values[told]);
      }
    }
  }

  /** Where one rollout notes what happens to it. For one thread at a time. */
  final class Page {
    private @Nullable Sheet sheet;
    private int lines;

    void add(LongConsumer meter, long value) {
      Sheet into = sheet;
      if (into == null || lines == Sheet.LINES) {
        close();
        into = new Sheet();
        sheet = into;
        lines = 0;
        begin(into);
      }
      into.meters[lines] = meter;
      into.values[lines] = value;
      lines++;
      into.written = lines;
    }

    /** Nothing is added any more, for now. */
    void close() {
      if (sheet != null) {
        sheet.closed = true;
        sheet = null;
      }
    }
  }

  /** What one meter is still to be told. For whoever holds {@link #telling}. */
  private interface Gathered {
    void tell();
  }

  /** What one meter is told, many times in a row. */
  private static final class Row implements Gathered {
    private final LongConsumer meter;
    private final long[] values = new long[256];
    private int end;

    Row(LongConsumer meter) {
      this.meter = meter;
    }

    void add(long value) {
      values[end++] = value;
      if (end == values.length) {
        tell();
      }
    }

    @Override
    public void tell() {
      for (int i = 0; i < end; i++) {
        meter.accept(values[i]);
      }
      end = 0;
    }
  }

  /** What one meter is told in one sum. */
  private static final class Sum implements Gathered {
    private final LongConsumer meter;
    private long sum;

    Sum(LongConsumer meter) {
      this.meter = meter;
    }

    void add(long value) {
      sum += value;
    }

    @Override
    public void tell() {
      if (sum != 0) {
        meter.accept(sum);
        sum = 0;
      }
    }
  }

  Page page() {
    return new Page();
  }

  /** Where to note what this meter is to be told many times in a row. */
  LongConsumer inARow(LongConsumer meter) {
    Row row = new Row(meter);
    gathered.add(row);
    return row::add;
  }

  /** Where to note what this meter is to be told in one sum. */
  LongConsumer inOneSum(LongConsumer meter) {
    Sum sum = new Sum(meter);
    gathered.add(sum);
    return sum::add;
  }

  /** The meters know all that was noted before. */
  void settle() {
    telling.lock();
    try {
      tell();
      gathered.forEach(Gathered::tell);
    } finally {
      telling.unlock();
    }
  }

  private void begin(Sheet sheet) {
    do {
      sheet.next = newest.get();
      sheet.number = sheet.next == null ? 1 : sheet.next.number + 1;
    } while (!newest.compareAndSet(sheet.next, sheet));
    // where many rollouts wait, their sheets are not read over and over
    if (sheet.number >= Math.max(SHEETS, openSheets) && telling.tryLock()) {
      try {
        tell();
      } finally {
        telling.unlock();
      }
    }
  }

  private void tell() {
    Sheet before = open;
    open = null;
    openSheets = read(newest.getAndSet(null)) + read(before);
  }

  /** Tells what is new on these, and returns how many of them are kept to be read again. */
  private int read(@Nullable Sheet first) {
    int kept = 0;
    Sheet sheet = first;
    while (sheet != null) {
      Sheet following = sheet.next;
      // asked first: what is written until then is told now
      boolean complete = sheet.closed;
      sheet.tell();
      sheet.next = complete ? null : open;
      if (!complete) {
        open = sheet;
        kept++;
      }
      sheet = following;
    }
    return kept;
  }
}
