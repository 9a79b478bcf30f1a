package dev.rolloutserver.rollout;

import java.util.concurrent.Callable;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The rollout that a thread works for, which its log lines tell.
 *
 * @param traceId 32 hexadecimal digits; null where the rollout has no trace
 */
public record RolloutScope(String rolloutId, @Nullable String traceId) {
  private static final ScopedValue<RolloutScope> CURRENT = ScopedValue.newInstance();

  /** No rollout has an id without a character. */
  private static final RolloutScope NOBODY = new RolloutScope("", null);

  /** That of this thread; null where it works for no rollout. */
  public static @Nullable RolloutScope current() {
    // looked for once, and not put into the cache of a thread that has just come back from a wait
    RolloutScope scope = CURRENT.orElse(NOBODY);
    return scope.rolloutId.isEmpty() ? null : scope;
  }

  /** Does this for the rollout. */
  <T> T within(Supplier<T> work) {
    return ScopedValue.where(CURRENT, this).call(work::get);
  }

  /** Work of this thread's rollout that another thread is to do. */
  static <T> Callable<T> passedOn(Supplier<T> work) {
    RolloutScope scope = current();
    return scope == null ? work::get : () -> scope.within(work);
  }

  @Override
  public String toString() {
    return "rollout " + rolloutId;
  }
}
