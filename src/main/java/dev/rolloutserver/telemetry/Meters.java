package dev.rolloutserver.telemetry;

import io.helidon.metrics.api.Counter;
import io.helidon.metrics.api.MeterRegistry;
import io.helidon.metrics.api.Metrics;
import io.helidon.metrics.api.Tag;
import java.util.List;
import java.util.Set;

/** Every meter of the server, by name; label values are bounded whatever callers send. */
public final class Meters {
  private static final Set<String> METHODS =
      Set.of("GET", "HEAD", "POST", "PUT", "DELETE", "OPTIONS", "PATCH");

  private final MeterRegistry registry;

  /** Meters in the registry that {@code /metrics} shows. */
  public Meters() {
    this(Metrics.globalRegistry());
  }

  Meters(MeterRegistry registry) {
    this.registry = registry;
  }

  /** Counts {@code http_requests_total{method,status}}; a method unknown to HTTP is OTHER. */
  public void httpRequest(String method, int status) {
    registry
        .getOrCreate(
            Counter.builder("http_requests")
                .description("HTTP requests answered by a route")
                .tags(
                    List.of(
                        Tag.create("method", METHODS.contains(method) ? method : "OTHER"),
                        Tag.create("status", Integer.toString(status)))))
        .increment();
  }
}
