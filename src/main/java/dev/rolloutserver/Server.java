package dev.rolloutserver;

import dev.rolloutserver.command.Build;
import dev.rolloutserver.configuration.Settings;
import dev.rolloutserver.http.HealthReport;
import dev.rolloutserver.http.HttpListener;
import dev.rolloutserver.http.Routes;
import dev.rolloutserver.telemetry.Meters;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/** Wires the parts together; the only place that sees them all. */
final class Server {
  private static final System.Logger LOGGER = System.getLogger(Server.class.getName());

  private final HttpListener listener;

  private Server(HttpListener listener) {
    this.listener = listener;
  }

  /** Starts serving; returns once the port answers. */
  static Server start(Settings settings, Build build, InstantSource clock) {
    Instant started = clock.instant();
    Meters meters = new Meters();
    Routes routes =
        new Routes(
            () -> HealthReport.healthy(build.version(), Duration.between(started, clock.instant())),
            meters::httpRequest);
    Server server = new Server(HttpListener.open(settings.listener(), routes::register));
    LOGGER.log(Level.INFO, "rollout-server {0} listens on {1}", build, server.listener.url());
    return server;
  }

  /** Stops taking requests, lets those in progress end within the grace, then returns. */
  void stop() {
    LOGGER.log(Level.INFO, "Stopping");
    listener.close();
    LOGGER.log(Level.INFO, "Stopped");
  }
}
