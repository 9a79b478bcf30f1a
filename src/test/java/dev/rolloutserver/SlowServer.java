package dev.rolloutserver;

import dev.rolloutserver.http.CallerWatch;
import dev.rolloutserver.http.HttpListener;
import dev.rolloutserver.http.RouteFixture;
import java.time.Duration;

/** A server with routes that take their time, for tests of its end. */
final class SlowServer {
  static final String RUNNING = "running";
  static final String STOPPING = "stopping";
  static final String ANSWER = "slow but whole";

  /** Longer than the half second that Helidon waits by itself. */
  private static final Duration SLOW = Duration.ofMillis(1500);

  private SlowServer() {}

  public static void main(String[] args) {
    StopSignal stop = StopSignal.install();
    CallerWatch callers = new CallerWatch();
    HttpListener listener =
        RouteFixture.open(
            RouteFixture.settings(1024),
            callers,
            routing -> {
              RouteFixture.routes(
                      () -> RouteFixture.health("1", Duration.ZERO),
                      RouteFixture.noRollouts(),
                      callers,
                      1024,
                      (method, status) -> {})
                  .register(routing);
              routing.get(
                  "/slow",
                  (request, response) -> {
                    System.out.println(RUNNING);
                    Thread.sleep(SLOW);
                    response.send(ANSWER);
                  });
              routing.get(
                  "/stuck",
                  (request, response) -> {
                    System.out.println(RUNNING);
                    Thread.sleep(Duration.ofHours(1));
                  });
            });
    System.err.println("listens on " + listener.url());
    stop.asked().join();
    System.out.println(STOPPING);
    listener.close();
    System.exit(0);
  }
}
