package dev.rolloutserver.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.helidon.webclient.http1.Http1Client;
import io.helidon.webclient.http1.Http1ClientResponse;
import io.helidon.webserver.WebServerConfig;
import io.helidon.webserver.http.HttpRouting;
import io.helidon.webserver.testing.junit5.ServerTest;
import io.helidon.webserver.testing.junit5.SetUpRoute;
import io.helidon.webserver.testing.junit5.SetUpServer;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What Kubernetes asks, of the listener and the routes of the program. */
@ServerTest
class ReadinessTest {
  private static final AtomicBoolean READY = new AtomicBoolean(true);
  private static final CallerWatch CALLERS = new CallerWatch();

  private final Http1Client client;

  ReadinessTest(Http1Client client) {
    this.client = client;
  }

  @SetUpServer
  static void configure(WebServerConfig.Builder server) {
    ListenerSettings settings = RouteFixture.settings(1024);
    HttpListener.configure(server, settings, HttpListener.http(settings, CALLERS), READY::get);
  }

  @SetUpRoute
  static void route(HttpRouting.Builder routing) {
    RouteFixture.routes(
            () -> RouteFixture.health("1.2.3", Duration.ofMillis(1500)), (method, status) -> {})
        .register(routing);
  }

  @AfterEach
  void ready() {
    READY.set(true);
  }

  @ParameterizedTest
  @CsvSource({
    "/observe/health/live, 200, 200",
    "/observe/health/started, 200, 200",
    "/observe/health/ready, 200, 503",
    "/observe/health, 200, 503",
    "/health, 200, 200",
  })
  void health_whetherReadyOrNot_isAsTheProbesNeedIt(String path, int ready, int notReady) {
    assertThat(status(path)).isEqualTo(ready);
    READY.set(false);

    assertThat(status(path)).isEqualTo(notReady);
  }

  @Test
  void metrics_areServedAtBothPaths() {
    assertThat(client.get("/metrics").requestEntity(String.class)).contains("# TYPE");
    assertThat(client.get("/observe/metrics").requestEntity(String.class)).contains("# TYPE");
  }

  @Test
  void tools_areTheListOfTheProtocol() {
    assertThat(client.get("/tools").requestEntity(String.class)).isEqualTo("{\"tools\":[]}");
  }

  private int status(String path) {
    try (Http1ClientResponse response = client.get(path).request()) {
      return response.status().code();
    }
  }
}
