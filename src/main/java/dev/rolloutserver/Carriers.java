package dev.rolloutserver;

import dev.rolloutserver.process.NativeImage;
import java.lang.System.Logger.Level;
import java.lang.management.ManagementFactory;
import jdk.management.VirtualThreadSchedulerMXBean;

/**
 * The threads that carry the virtual ones: in the end more than twice as many as processors. A
 * virtual thread is not preempted, so with one carrier for each processor, whatever becomes ready,
 * such as a health probe, waits behind all rollouts that are. Among carriers the operating system
 * shares processors out; and the JDK gives more of them more queues, in fewer of which a new
 * connection meets others. But the JIT compilers are given their share in the same way: until they
 * have compiled what runs often, there is only one carrier more than processors.
 */
final class Carriers {
  private static final System.Logger LOGGER = System.getLogger(Carriers.class.getName());

  private static final String PARALLELISM = "jdk.virtualThreadScheduler.parallelism";

  /** How many threads look for sockets that can be read; each has one of those queues to itself. */
  private static final String READ_POLLERS = "jdk.readPollers";

  /** Up to here one is enough. */
  private static final int FEW_PROCESSORS = 4;

  /** How many there are to be in the end, where the first number was chosen here. */
  private static final String COMPLETE = "dev.rolloutserver.carriers";

  private Carriers() {}

  /** Has effect before the first virtual thread; whoever set the JDK's own properties wins. */
  static void set() {
    int processors = Runtime.getRuntime().availableProcessors();
    int complete = 2 * processors + 1;
    if (NativeImage.runs()) {
      setUnlessSet(PARALLELISM, complete);
    } else if (setUnlessSet(PARALLELISM, processors + 1)) {
      System.setProperty(COMPLETE, Integer.toString(complete));
    }
    if (processors <= FEW_PROCESSORS) {
      setUnlessSet(READ_POLLERS, 1);
    }
  }

  /** Makes them as many as they are in the end, unless the user has set their number. */
  static void complete() {
    String complete = System.clearProperty(COMPLETE);
    if (complete != null) {
      try {
        ManagementFactory.getPlatformMXBean(VirtualThreadSchedulerMXBean.class)
            .setParallelism(Integer.parseInt(complete));
      } catch (IllegalArgumentException | UnsupportedOperationException e) {
        // of a JVM that cannot; the rollout that happened to be told goes on
        LOGGER.log(Level.WARNING, "The carriers do not become " + complete, e);
      }
    }
  }

  private static boolean setUnlessSet(String name, int value) {
    boolean set = System.getProperty(name) == null;
    if (set) {
      System.setProperty(name, Integer.toString(value));
    }
    return set;
  }
}
