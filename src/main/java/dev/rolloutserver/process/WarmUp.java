package dev.rolloutserver.process;

import com.sun.management.OperatingSystemMXBean;
import java.lang.management.CompilationMXBean;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
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

  /** Less CPU than that tells nothing: the process was idle, and so were its compilers. */
  private static final Duration ENOUGH_CPU = Duration.ofSeconds(2);

  /** They are quiet where they take less than one part in so many of the CPU time. */
  private static final int QUIET = 3;

  private final int enough;
  private final Runnable worked;
  private final Runnable compiled;
  private final LongSupplier nanoTime;
  private final LongSupplier compileMillis;
  private final LongSupplier cpuNanos;
  private final AtomicInteger done = new AtomicInteger();
  private final AtomicLong looked;
  private volatile long compileMillisThen;
  private volatile long cpuNanosThen;
  private volatile boolean over;

  /**
   * @param enough pieces of work
   * @param worked is run when they are done
   * @param compiled is run some time after, when the compilers are busy for less than a third of
   *     the CPU time that the process takes
   */
  public WarmUp(int enough, Runnable worked, Runnable compiled) {
    this(enough, worked, compiled, System::nanoTime, WarmUp::compileMillis, WarmUp::cpuNanos);
  }

  WarmUp(
      int enough,
      Runnable worked,
      Runnable compiled,
      LongSupplier nanoTime,
      LongSupplier compileMillis,
      LongSupplier cpuNanos) {
    this.enough = enough;
    this.worked = worked;
    this.compiled = compiled;
    this.nanoTime = nanoTime;
    this.compileMillis = compileMillis;
    this.cpuNanos = cpuNanos;
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
      look(times);
    }
  }

  private void look(int times) {
    long cpu = cpuNanos.getAsLong();
    Duration taken = Duration.ofNanos(cpu - cpuNanosThen);
    if (taken.compareTo(ENOUGH_CPU) < 0) {
      return;
    }
    long millis = compileMillis.getAsLong();
    boolean quiet = QUIET * (millis - compileMillisThen) < taken.toMillis();
    compileMillisThen = millis;
    cpuNanosThen = cpu;
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

  /** Of this process since the start. */
  static long cpuNanos() {
    return cpuNanos(
        ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class).getProcessCpuTime());
  }

  /** What the JVM told; all time since the start where it tells none, which is negative. */
  static long cpuNanos(long told) {
    return told >= 0
        ? told
        : TimeUnit.MILLISECONDS.toNanos(ManagementFactory.getRuntimeMXBean().getUptime());
  }
}
