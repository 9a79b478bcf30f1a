package dev.rolloutserver.telemetry;

import dev.rolloutserver.admission.Refused;
import dev.rolloutserver.registry.CancelCause;
import dev.rolloutserver.registry.RegistryObserver;

/** Counts what happens to rollouts outside of their run. */
final class RegistryMeters implements RegistryObserver {
  private final Meters meters;

  RegistryMeters(Meters meters) {
    this.meters = meters;
  }

  @Override
  public void refused(Refused.Reason reason) {
    meters.rolloutRefused(reason.wireName());
  }

  @Override
  public void cancelled(CancelCause cause) {
    meters.rolloutCancelled(cause.wireName());
  }

  @Override
  public void joined() {
    meters.rolloutJoined();
  }

  @Override
  public void answeredAgain() {
    meters.rolloutAnsweredAgain();
  }
}
