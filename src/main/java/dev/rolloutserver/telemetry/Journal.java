package dev.rolloutserver.telemetry;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/**
 * What meters are still to be told of rollouts. Each rollout notes it on a sheet of its own, in
 * memory that no other core writes, and hands that in. A meter is told many times at once: now and
 * then it costs several times what it costs over and over. Safe for use by many threads.
 */
final class Journal {
  /** Sheets that are told at once. */
  private static final int SHEETS = 64;

  /** What was handed in, the newest first. */
  private final AtomicReference<@Nullable Sheet> newest = new AtomicReference<>();

  /** Whoever holds it tells the meters: nobody has to wait for one who does. */
  private final ReentrantLock telling = new ReentrantLock();

  private final List<Row> rows = new CopyOnWriteArrayList<>();

  /** Some meters, and what each is told. */
  private static final class Sheet {
    private static final int LINES = 8;

    private final LongConsumer[] meters = new LongConsumer[LINES];
    private final long[] values = new long[LINES];
    private int lines;

    /** The one that was handed in before; null where there is none. */
    private @Nullable Sheet previous;

    /** How many there are up to it. */
    private int number;

    void tell() {
      for (int i = 0; i < lines; i++) {
        meters[i].accept(values[i]);
      }
    }
  }

  /** Where one rollout notes what happens to it. For one thread at a time. */
  final class Page {
    private @Nullable Sheet sheet;

    void add(LongConsumer meter, long value) {
      Sheet into = sheet;
      if (into == null || into.lines == Sheet.LINES) {
        handIn();
        into = new Sheet();
        sheet = into;
      }
      into.meters[into.lines] = meter;
      into.values[into.lines] = value;
      into.lines++;
    }

    /** Has the meters told before long: to be called before the rollout waits for others. */
    void handIn() {
      Sheet noted = sheet;
      if (noted != null) {
        sheet = null;
        push(noted);
      }
    }
  }

  /** What one meter is told, many times in a row. For whoever holds {@link #telling}. */
  private static final class Row {
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

    void tell() {
      for (int i = 0; i < end; i++) {
        meter.accept(values[i]);
      }
      end = 0;
    }
  }

  Page page() {
    return new Page();
  }

  /** Where to note what this meter is to be told many times in a row. */
  LongConsumer inARow(LongConsumer meter) {
    Row row = new Row(meter);
    rows.add(row);
    return row::add;
  }

  /** The meters know all that was handed in before. */
  void settle() {
    telling.lock();
    try {
      tell();
      rows.forEach(Row::tell);
    } finally {
      telling.unlock();
    }
  }

  private void push(Sheet sheet) {
    do {
      sheet.previous = newest.get();
      sheet.number = sheet.previous == null ? 1 : sheet.previous.number + 1;
    } while (!newest.compareAndSet(sheet.previous, sheet));
    if (sheet.number >= SHEETS && telling.tryLock()) {
      try {
        tell();
      } finally {
        telling.unlock();
      }
    }
  }

  private void tell() {
    for (Sheet sheet = newest.getAndSet(null); sheet != null; sheet = sheet.previous) {
      sheet.tell();
    }
  }
}
