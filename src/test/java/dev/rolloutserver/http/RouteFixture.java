package dev.rolloutserver.http;

import dev.rolloutserver.admission.Admission;
import dev.rolloutserver.admission.AdmissionSettings;
import dev.rolloutserver.json.JsonLimits;
import dev.rolloutserver.registry.RegistryObserver;
import dev.rolloutserver.registry.RegistrySettings;
import dev.rolloutserver.registry.Rollouts;
import dev.rolloutserver.registry.Rollouts.Runner;
import io.helidon.webserver.http.HttpRouting;
import java.time.Duration;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** The routes of the program over parts that a test gives. */
public final class RouteFixture {
  private RouteFixture() {}

  /** A report of this version and uptime. */
  public static HealthReport health(String version, Duration uptime) {
    return new HealthReport(
        "healthy",
        "rollout-server",
        version,
        uptime.toMillis() / 1000.0,
        true,
        0,
        0,
        null,
        1,
        List.of(),
        List.of());
  }

  /** Routes of a server that runs no rollouts, and takes bodies of a kibibyte. */
  public static Routes routes(Supplier<HealthReport> health, ExchangeObserver observer) {
    Rollouts none =
        rollouts(
            new AdmissionSettings(1, 0, Duration.ZERO, 1 << 20),
            (spec, cancellation) -> {
              throw new IllegalStateException("no rollouts here");
            });
    return routes(health, none, new CallerWatch(Duration.ofMinutes(1)), 1024, observer);
  }

  /** Rollouts that are run by this; nothing is kept of them. */
  public static Rollouts rollouts(AdmissionSettings admission, Runner runner) {
    return new Rollouts(
        new Admission(admission, System::nanoTime),
        runner,
        new RegistrySettings(Duration.ZERO, Duration.ZERO, 0),
        new RegistryObserver() {},
        System::nanoTime);
  }

  /** Routes over these rollouts. */
  public static Routes routes(
      Supplier<HealthReport> health,
      Rollouts rollouts,
      CallerWatch callers,
      int maxBodyBytes,
      ExchangeObserver observer) {
    JsonLimits limits = new JsonLimits(maxBodyBytes, 500, 4300, maxBodyBytes);
    return new Routes(health, List.of(), rollouts, callers, limits, observer);
  }

  /** A listener that is always ready. */
  public static HttpListener open(
      ListenerSettings settings, Consumer<HttpRouting.Builder> routing) {
    BooleanSupplier ready = () -> true;
    return HttpListener.open(settings, new CallerWatch(settings.idleTimeout()), ready, routing);
  }
}
