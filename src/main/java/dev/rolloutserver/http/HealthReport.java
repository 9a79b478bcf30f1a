package dev.rolloutserver.http;

import jakarta.json.bind.annotation.JsonbPropertyOrder;
import java.time.Duration;

/**
 * The body of {@code GET /health}; the first two members are fixed by the protocol.
 *
 * @param uptimeSeconds seconds since the start, to the millisecond
 */
@JsonbPropertyOrder({"status", "service", "version", "uptimeSeconds"})
public record HealthReport(String status, String service, String version, double uptimeSeconds) {
  /** The report of a server that answers. */
  public static HealthReport healthy(String version, Duration uptime) {
    return new HealthReport("healthy", "rollout-server", version, uptime.toMillis() / 1000.0);
  }
}
