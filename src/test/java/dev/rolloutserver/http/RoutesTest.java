package dev.rolloutserver.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.helidon.webclient.http1.Http1Client;
import io.helidon.webserver.http.HttpRouting;
import io.helidon.webserver.testing.junit5.RoutingTest;
import io.helidon.webserver.testing.junit5.SetUpRoute;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** The routes without a port, through Helidon's own client. */
@RoutingTest
class RoutesTest {
  private final Http1Client client;

  RoutesTest(Http1Client client) {
    this.client = client;
  }

  @SetUpRoute
  static void route(HttpRouting.Builder routing) {
    RouteFixture.routes(
            () -> RouteFixture.health("1.2.3", Duration.ofMillis(1500)), (method, status) -> {})
        .register(routing);
  }

  @Test
  void health_isTheReportAsJson() {
    String body = client.get("/health").requestEntity(String.class);

    assertThat(body)
        .isEqualTo(
            "{\"status\":\"healthy\",\"service\":\"rollout-server\","
                + "\"version\":\"1.2.3\",\"uptime_seconds\":1.5,"
                + "\"ready\":true,\"active_rollouts\":0,\"waiting_rollouts\":0,\"heap_bytes\":1,"
                + "\"tokenizers\":[],\"preloading\":[]}");
  }
}
