package dev.rolloutserver.process;

import com.sun.management.HotSpotDiagnosticMXBean;
import com.sun.management.VMOption;
import com.sun.management.VMOption.Origin;
import java.lang.System.Logger.Level;
import java.lang.management.ManagementFactory;
import java.util.EnumSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Keeps the heap that the JVM began with until the process has worked for a while. Until then
 * classes fill the metaspace and have all be marked; little is found alive, so that the JVM would
 * give most of the heap away, which then grows back only as collections take much of the time.
 */
public final class FirstHeap {
  private static final System.Logger LOGGER = System.getLogger(FirstHeap.class.getName());

  /** How much of the heap may be free after marking, in percent. */
  static final String FLAG = "MaxHeapFreeRatio";

  private static final String ALL = "100";

  /** Nobody set the flag at the start, or it was set here. */
  private static final Set<Origin> OURS = EnumSet.of(Origin.DEFAULT, Origin.MANAGEMENT);

  private final @Nullable HotSpotDiagnosticMXBean machine;
  private final String before;
  private volatile boolean kept;

  private FirstHeap(@Nullable HotSpotDiagnosticMXBean machine, String before) {
    this.machine = machine;
    this.before = before;
    this.kept = machine != null;
  }

  /** Keeps it from now on; whoever set the JVM's own flag wins. */
  public static FirstHeap keep() {
    HotSpotDiagnosticMXBean machine =
        NativeImage.runs()
            ? null
            : ManagementFactory.getPlatformMXBean(HotSpotDiagnosticMXBean.class);
    if (machine != null) {
      VMOption flag = machine.getVMOption(FLAG);
      if (OURS.contains(flag.getOrigin()) && !flag.getValue().equals(ALL)) {
        machine.setVMOption(FLAG, ALL);
        return new FirstHeap(machine, flag.getValue());
      }
    }
    return new FirstHeap(null, "");
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
