package dev.rolloutserver.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LogLevelRouteTest {
  private final HttpClient client =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

  private final HttpListener listener =
      RouteFixture.open(
          RouteFixture.settings(1024),
          RouteFixture.routes(() -> RouteFixture.health("1", Duration.ZERO), (_, _) -> {})
              ::register);

  @AfterEach
  void stop() {
    client.close();
    listener.close();
  }

  @Test
  void change_ofAllAndOfOnePackage_isTold() throws Exception {
    assertThat(ask("GET", "").body()).isEqualTo("{\"level\":\"INFO\",\"packages\":{}}");

    assertThat(ask("PUT", "{\"level\":\"error\"}").body())
        .isEqualTo("{\"level\":\"ERROR\",\"packages\":{}}");
    assertThat(ask("PUT", "{\"level\":\"DEBUG\",\"package\":\"trainer\"}").body())
        .isEqualTo("{\"level\":\"ERROR\",\"packages\":{\"trainer\":\"DEBUG\"}}");
    assertThat(ask("PUT", "{\"level\":null,\"package\":\"trainer\"}").body())
        .isEqualTo("{\"level\":\"ERROR\",\"packages\":{}}");
    assertThat(ask("GET", "").body()).isEqualTo("{\"level\":\"ERROR\",\"packages\":{}}");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{\"level\":\"LOUD\"} | level must be one of DEBUG, INFO, WARNING, ERROR, OFF",
        "{\"level\":1} | level must be one of DEBUG, INFO, WARNING, ERROR, OFF",
        "{} | level must be given, unless that of a package is taken back",
        "[] | the body must be an object with level and perhaps package",
        "{\"level\":\"INFO\",\"package\":\"io.Helidon\"} | package must be the name of one of this"
            + " server's, such as trainer",
      })
  void change_thatIsWrong_saysWhat(String body, String detail) throws Exception {
    HttpResponse<String> answer = ask("PUT", body);

    assertThat(answer.statusCode()).isEqualTo(422);
    assertThat(answer.body()).isEqualTo("{\"detail\":\"" + detail + "\"}");
  }

  @Test
  void change_thatIsNoJson_isRefused() throws Exception {
    assertThat(ask("PUT", "{").statusCode()).isEqualTo(422);
    assertThat(ask("POST", "{}").statusCode()).isEqualTo(405);
  }

  @Test
  void change_throughAProxyWithoutAKey_isForbidden() throws Exception {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(listener.url() + "/log-level"))
            .header("X-Forwarded-For", "10.0.0.1")
            .PUT(BodyPublishers.ofString("{\"level\":\"DEBUG\"}"))
            .build();

    assertThat(client.send(request, BodyHandlers.ofString()).statusCode()).isEqualTo(403);
  }

  private HttpResponse<String> ask(String method, String body) throws Exception {
    return client.send(
        HttpRequest.newBuilder(URI.create(listener.url() + "/log-level"))
            .method(
                method, body.isEmpty() ? BodyPublishers.noBody() : BodyPublishers.ofString(body))
            .build(),
        BodyHandlers.ofString());
  }
}
