package dev.rolloutserver.process;

import com.sun.management.HotSpotDiagnosticMXBean;
import com.sun.management.VMOption;
import com.sun.management.VMOption.Origin;
import java.lang.System.Logger.Level;
import java.lang.management.ManagementFactory;
import java.util.EnumSet;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * Keeps the heap that the JVM began with until the process has worked for a while. Before that,
 * classes fill the metaspace and have all be marked; little is found alive, so that the JVM would
 * give most of the heap away, which then grows back only as collections take much of the time.
 */
public final class FirstHeap {
  private static final System.Logger LOGGER = System.getLogger(FirstHeap.class.getName());

  /** How much of the heap may be free after marking, in percent. */
  static final String FLAG = "MaxHeapFreeRatio";

  /** Has a value in a native image, which has no such flag. */
  private static final String NATIVE_IMAGE = "org.graalvm.nativeimage.imagecode";

  private static final String ALL = "100";

  /** Nobody set the flag at the start, or it was set here. */
  private static final Set<Origin> OURS = EnumSet.of(Origin.DEFAULT, Origin.MANAGEMENT);

  private final int enough;
  private final @Nullable HotSpotDiagnosticMXBean machine;
  private final String before;
  private final AtomicInteger done = new AtomicInteger();
  private volatile boolean kept;

  private FirstHeap(int enough, @Nullable HotSpotDiagnosticMXBean machine, String before) {
    this.enough = enough;
    this.machine = machine;
    this.before = before;
    this.kept = machine != null;
  }

  /**
   * Keeps it from now on; whoever set the JVM's own flag wins.
   *
   * @param enough so many pieces of work end it
   */
  public static FirstHeap keep(int enough) {
    HotSpotDiagnosticMXBean machine =
        System.getProperty(NATIVE_IMAGE) == null
            ? ManagementFactory.getPlatformMXBean(HotSpotDiagnosticMXBean.class)
            : null;
    if (machine != null) {
      VMOption flag = machine.getVMOption(FLAG);
      if (OURS.contains(flag.getOrigin()) && !flag.getValue().equals(ALL)) {
        machine.setVMOption(FLAG, ALL);
        return new FirstHeap(enough, machine, flag.getValue());
      }
    }
    return new FirstHeap(enough, null, "");
  }

  /** A piece of work is done. */
  public void worked() {
    if (kept && done.incrementAndGet() >= enough) {
      release();
    }
  }

  /** Lets the JVM size the heap as it would, now. */
  public void release() {
    if (kept && machine != null) {
      kept = false;
      try {
        machine.setVMOption(FLAG, before);
      } catch (IllegalArgumentException e) {
        // somebody has set MinHeapFreeRatio to more since; no work is to fail by that
        LOGGER.log(Level.WARNING, FLAG + " stays " + ALL + ", not " + before, e);
      }
    }
  }
}
