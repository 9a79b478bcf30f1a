package dev.rolloutserver;

/**
 * The threads that carry the virtual ones: more than twice as many as processors. A virtual thread
 * is not preempted, so with one carrier for each processor, whatever becomes ready, such as a
 * health probe, waits behind all rollouts that are. Among carriers the operating system shares
 * processors out; and the JDK gives more of them more queues, in fewer of which a new connection
 * meets others.
 */
final class Carriers {
  private static final String PARALLELISM = "jdk.virtualThreadScheduler.parallelism";

  private Carriers() {}

  /** Has effect before the first virtual thread; whoever set the JDK's own property wins. */
  static void set() {
    if (System.getProperty(PARALLELISM) == null) {
      int carriers = 2 * Runtime.getRuntime().availableProcessors() + 1;
      System.setProperty(PARALLELISM, Integer.toString(carriers));
    }
  }
}
