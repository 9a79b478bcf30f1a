package dev.rolloutserver.registry;

import dev.rolloutserver.admission.Refused;
import java.time.Duration;

/** Hears what happens to rollouts outside of their run, on the thread of the caller. */
public interface RegistryObserver {
  /** One has its permit. */
  default void admitted(Duration waited) {}

  /** One may not start. */
  default void refused(Refused.Reason reason) {}

  /** One is to end early; told once, on any thread. */
  default void cancelled(CancelCause cause) {}

  /** A further caller waits for one that runs. */
  default void joined() {}

  /** A caller was answered with what was kept. */
  default void answeredAgain() {}
}
