package dev.rolloutserver.simulation.load;

/** A place in a text where a number of six digits stands that differs from rollout to rollout. */
sealed interface Slot {
  /** Rollouts that share their first messages, as a group of GRPO does. */
  int GROUP = 8;

  /** The number of this rollout; always of six digits. */
  int value(long rollout);

  /** A number that a rollout has for itself. */
  record Own(int index) implements Slot {
    @Override
    public int value(long rollout) {
      return drawn(2 * rollout, index);
    }
  }

  /** A number that the rollouts of a group have in common. */
  record Shared(int index) implements Slot {
    @Override
    public int value(long rollout) {
      return drawn(2 * (rollout / GROUP) + 1, index);
    }
  }

  /** The sum of two numbers that were drawn. */
  record Sum(Own a, Own b) implements Slot {
    @Override
    public int value(long rollout) {
      return a.value(rollout) + b.value(rollout);
    }
  }

  /** What is left of a sum when a number that was drawn is taken away. */
  record Rest(Sum sum, Own taken) implements Slot {
    @Override
    public int value(long rollout) {
      return sum.value(rollout) - taken.value(rollout);
    }
  }

  /** A number from 300,000 to 449,999, so that sums and rests have six digits too. */
  private static int drawn(long seed, int index) {
    return 300_000 + (int) Long.remainderUnsigned(mixed(mixed(seed) + index), 150_000);
  }

  /** The finalizer of SplitMix64: neighbouring seeds give unrelated numbers. */
  private static long mixed(long seed) {
    long z = seed + 0x9e3779b97f4a7c15L;
    z = (z ^ (z >>> 30)) * 0xbf58476d1ce4e5b9L;
    z = (z ^ (z >>> 27)) * 0x94d049bb133111ebL;
    return z ^ (z >>> 31);
  }
}
