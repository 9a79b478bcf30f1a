package dev.rolloutserver;

import dev.rolloutserver.process.NativeImage;
import dev.rolloutserver.process.Niceness;

/**
 * The threads that carry the virtual ones: more than twice as many as processors. A virtual thread
 * is not preempted, so with one carrier for each processor, whatever becomes ready, such as a
 * health probe, waits behind all rollouts that are. Among carriers the operating system shares
 * processors out; and the JDK gives more of them more queues, in fewer of which a new connection
 * meets others. But the JIT compilers would be given no more than each carrier: these are made
 * nicer.
 */
final class Carriers {
  private static final String PARALLELISM = "jdk.virtualThreadScheduler.parallelism";

  /** How many threads look for sockets that can be read; each has one of those queues to itself. */
  private static final String READ_POLLERS = "jdk.readPollers";

  /** Up to here one is enough. */
  private static final int FEW_PROCESSORS = 4;

  /** The JDK's names of carriers begin so. */
  static final String NAME = "ForkJoinPool-";

  private final Niceness niceness;

  /**
   * @param steps by how much carriers are to be nicer than the JIT compilers; 0 leaves them
   */
  Carriers(int steps) {
    this.niceness = new Niceness(NAME, steps);
  }

  /** Has effect before the first virtual thread; whoever set the JDK's own properties wins. */
  static void set() {
    int processors = Runtime.getRuntime().availableProcessors();
    setUnlessSet(PARALLELISM, 2 * processors + 1);
    if (processors <= FEW_PROCESSORS) {
      setUnlessSet(READ_POLLERS, 1);
    }
  }

  /** Has those that there are by now yield to the JIT compilers; returns at once. */
  void yieldToCompilers() {
    if (!NativeImage.runs()) {
      // what it needs of the JDK takes a tenth of a second the first time
      Thread.ofPlatform().daemon().name("niceness").start(niceness::apply);
    }
  }

  private static void setUnlessSet(String name, int value) {
    if (System.getProperty(name) == null) {
      System.setProperty(name, Integer.toString(value));
    }
  }
}
