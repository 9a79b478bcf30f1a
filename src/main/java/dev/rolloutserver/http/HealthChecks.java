package dev.rolloutserver.http;

import io.helidon.health.HealthCheck;
import io.helidon.health.HealthCheckResponse;
import io.helidon.health.HealthCheckType;
import io.helidon.webserver.observe.health.HealthObserver;
import java.util.function.BooleanSupplier;

/** What {@code /observe/health/live}, {@code /ready} and {@code /started} ask. */
final class HealthChecks {
  private HealthChecks() {}

  /** The endpoints; a server that answers at all is alive and started. */
  static HealthObserver observer(BooleanSupplier ready) {
    return HealthObserver.builder()
        .details(true)
        .useSystemServices(false)
        .addCheck(new Check("listener", HealthCheckType.LIVENESS, () -> true))
        .addCheck(new Check("listener-started", HealthCheckType.STARTUP, () -> true))
        .addCheck(new Check("rollouts", HealthCheckType.READINESS, ready))
        .build();
  }

  private record Check(String name, HealthCheckType type, BooleanSupplier up)
      implements HealthCheck {
    @Override
    public HealthCheckResponse call() {
      return HealthCheckResponse.builder().status(up.getAsBoolean()).build();
    }
  }
}
