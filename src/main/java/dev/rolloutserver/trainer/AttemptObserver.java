package dev.rolloutserver.trainer;

import dev.rolloutserver.trainer.TrainerException.Kind;
import org.jspecify.annotations.Nullable;

/** Hears of each time that a trainer was asked for the same turn. */
@FunctionalInterface
public interface AttemptObserver {
  /** An attempt has ended; null where it was answered. */
  void ended(@Nullable Kind failure);
}
