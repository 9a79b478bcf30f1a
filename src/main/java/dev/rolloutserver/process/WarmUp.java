package dev.rolloutserver.process;

import java.lang.management.CompilationMXBean;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;

/**
 * A process's first work: tells once when enough of it is done, and once when the JIT compilers,
 * too, are done with what runs often. Safe for use by many threads.
 */
public final class WarmUp {
  /** Compilers tell of a piece of code once it is done: few take so long. */
  private static final Duration LOOK = Duration.ofSeconds(5);

  private final int enough;
  private final Runnable worked;
  private final Runnable compiled;
  private final LongSupplier nanoTime;
  private final LongSupplier compileMillis;
  private final AtomicInteger done = new AtomicInteger();
  private final AtomicLong looked;
  private volatile long compileMillisThen;
  private volatile boolean over;

  /**
   * @param enough pieces of work
   * @param worked is run when they are done
   * @param compiled is run some time after, when the compilers are busy for less than half the time
   */
  public WarmUp(int enough, Runnable worked, Runnable compiled) {
    this(enough, worked, compiled, System::nanoTime, WarmUp::compileMillis);
  }

  WarmUp(
      int enough,
      Runnable worked,
      Runnable compiled,
      LongSupplier nanoTime,
      LongSupplier compileMillis) {
    this.enough = enough;
    this.worked = worked;
    this.compiled = compiled;
    this.nanoTime = nanoTime;
    this.compileMillis = compileMillis;
    this.looked = new AtomicLong(nanoTime.getAsLong());
  }

  /** A piece of work is done. */
  public void worked() {
    if (over) {
      return;
    }
    int times = done.incrementAndGet();
    if (times == enough) {
      worked.run();
    }
    long then = looked.get();
    long now = nanoTime.getAsLong();
    if (now - then >= LOOK.toNanos() && looked.compareAndSet(then, now)) {
      look(times, Duration.ofNanos(now - then));
    }
  }

  private void look(int times, Duration since) {
    long millis = compileMillis.getAsLong();
    boolean quiet = 2 * (millis - compileMillisThen) < since.toMillis();
    compileMillisThen = millis;
    if (quiet && times >= enough) {
      over = true;
      compiled.run();
    }
  }

  /** Of all compilers together since the start; 0 where there are none. */
  static long compileMillis() {
    CompilationMXBean compilers = ManagementFactory.getCompilationMXBean();
    return compilers != null && compilers.isCompilationTimeMonitoringSupported()
        ? compilers.getTotalCompilationTime()
        : 0;
  }
}
