package dev.rolloutserver;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Who may see the page, what its files say to a browser, and its stream of events. */
class PageAccessTest {
  private static final Map<String, String> KEY = Map.of("server.api-keys", "k-12345678");
  private static final String SHOWN = "Bearer k-12345678";

  @TempDir private Path folder;

  @Test
  void files_tellABrowserWhatItNeeds_andAreKnownByTheirTag() throws Exception {
    try (ServerFixture server = ServerFixture.start(folder, Map.of())) {
      HttpResponse<String> way = server.ask("GET", "/ui", "");
      assertThat(way.statusCode()).isEqualTo(308);
      assertThat(way.headers().firstValue("Location")).contains("ui/");

      HttpResponse<String> index = server.ask("GET", "/ui/", "");
      assertThat(index.statusCode()).isEqualTo(200);
      assertThat(index.body()).contains("<html").doesNotContain("http://", "https://");
      assertThat(index.headers().firstValue("Content-Type")).contains("text/html; charset=utf-8");
      assertThat(index.headers().allValues("Content-Security-Policy"))
          .singleElement()
          .asString()
          .contains("default-src 'none'", "script-src 'self'")
          .doesNotContain("unsafe");
      assertThat(index.headers().firstValue("X-Content-Type-Options")).contains("nosniff");
      String etag = index.headers().firstValue("ETag").orElseThrow();

      HttpResponse<String> known = server.ask("GET", "/ui/", "", "If-None-Match", etag);
      assertThat(known.statusCode()).isEqualTo(304);
      assertThat(known.body()).isEmpty();
      HttpResponse<String> head = server.ask("HEAD", "/ui/app.js", "");
      assertThat(head.statusCode()).isEqualTo(200);
      assertThat(head.body()).isEmpty();
      assertThat(head.headers().firstValueAsLong("Content-Length").orElseThrow()).isPositive();
      assertThat(head.headers().firstValue("Content-Type"))
          .contains("text/javascript; charset=utf-8");
      assertThat(server.ask("POST", "/ui/", "x").statusCode()).isEqualTo(405);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/ui/nothing.js",
        "/ui/..%2fopenapi.json",
        "/ui/%2e%2e/openapi.json",
        "/ui/../Routes.class",
        "/ui/app",
        "/ui/api",
        "/ui/%00.js",
        "/ui/app.js%2f..%2f..",
        "/ui/x.class",
        "/ui/APP.JS",
        "/ui/api/rollouts/x",
        "/ui/api/rollouts/99",
        "/ui/api/rollouts/99/turns/1/tokens",
        "/ui/api/nothing"
      })
  void whatIsNotThere_isNotFound(String path) throws Exception {
    try (ServerFixture server = ServerFixture.start(folder, Map.of())) {
      HttpResponse<String> answer = server.ask("GET", path, "");

      assertThat(answer.statusCode()).isIn(400, 404);
      assertThat(answer.body()).doesNotContain("openapi");
    }
  }

  @Test
  void withAKey_theFilesAreOpen_andTheRestNeedsIt() throws Exception {
    try (ServerFixture server = ServerFixture.start(folder, KEY)) {
      assertThat(server.ask("GET", "/ui/", "").statusCode()).isEqualTo(200);
      assertThat(server.ask("GET", "/ui/app.js", "").statusCode()).isEqualTo(200);
      for (String path :
          List.of(
              "/ui/api/overview",
              "/ui/api/rollouts",
              "/ui/api/rollouts/1",
              "/ui/api/events",
              "/ui/api/playground",
              "/ui/api%2foverview",
              "/ui//api/overview",
              "/ui/app.js/../api/overview")) {
        assertThat(server.ask("GET", path, "").statusCode()).as(path).isIn(400, 401);
      }
      assertThat(server.ask("GET", "/ui/api/overview?key=k-12345678", "").statusCode())
          .isEqualTo(401);
      assertThat(server.ask("GET", "/ui/api/overview", "", "Authorization", SHOWN).statusCode())
          .isEqualTo(200);
    }
  }

  @Test
  void withoutAKey_otherSitesSeeNothing() throws Exception {
    try (ServerFixture server = ServerFixture.start(folder, Map.of())) {
      for (String path : List.of("/ui/", "/ui/app.js", "/ui/api/overview", "/ui/api/events")) {
        assertThat(server.ask("GET", path, "", "Origin", "https://evil.example").statusCode())
            .as(path)
            .isEqualTo(403);
        assertThat(server.ask("GET", path, "", "X-Forwarded-For", "10.0.0.1").statusCode())
            .as(path)
            .isEqualTo(403);
      }
    }
  }

  @Test
  void switchedOff_nothingIsThere() throws Exception {
    try (ServerFixture server = ServerFixture.start(folder, Map.of("page.enabled", "false"))) {
      for (String path : List.of("/ui", "/ui/", "/ui/app.js", "/ui/api/overview")) {
        assertThat(server.ask("GET", path, "").statusCode()).as(path).isEqualTo(404);
      }
    }
  }

  @Test
  void badQuery_isToldWithItsBound() throws Exception {
    try (ServerFixture server = ServerFixture.start(folder, Map.of())) {
      assertThat(server.get("/ui/api/rollouts?limit=0").text()).contains("limit", "1 to 1000");
      assertThat(server.get("/ui/api/rollouts?state=x").status()).isEqualTo(400);
      assertThat(server.get("/ui/api/events?topics=x").status()).isEqualTo(400);
    }
  }

  @Test
  void events_tellOfARolloutWhileItRuns_andEndWithTheServer() throws Exception {
    try (ServerFixture server = ServerFixture.start(folder, KEY);
        HeldTrainer trainer = new HeldTrainer();
        Stream<String> lines = listen(server, "overview,rollouts,rollout&key=1")) {
      Iterator<String> events = lines.iterator();
      assertThat(next(events, "event: overview")).contains("\"running\":0");

      Thread caller =
          Thread.startVirtualThread(() -> {
            try {
              server.ask(
                  "POST",
                  "/rollout",
                  dev.rolloutserver.json.Json.text(
                      ServerFixture.body(trainer.url(), "rollout_id", "a\n\ndata: b")),
                  "Authorization",
                  SHOWN,
                  "Content-Type",
                  "application/json");
            } catch (Exception e) {
              throw new IllegalStateException(e);
            }
          });
      trainer.calls.take();
      String row = next(events, "event: rollouts");
      while (!row.contains("\"phase\":\"trainer\"")) {
        row = next(events, "event: rollouts");
      }
      assertThat(row).contains("\"rollout_id\":\"a\\n\\ndata: b\"");
      assertThat(next(events, "event: rollout")).contains("\"key\":\"1\"");

      server.stop();
      caller.join();
      List<String> rest = new ArrayList<>();
      events.forEachRemaining(rest::add);
      assertThat(rest).contains("event: end", "data: {\"reason\":\"draining\"}");
    }
  }

  @Test
  void streams_beyondTheirNumber_areRefused_andMakeRoomWhenTheyAreLeft() throws Exception {
    try (ServerFixture server = ServerFixture.start(folder, KEY)) {
      List<Stream<String>> open = new ArrayList<>();
      for (int i = 0; i < 32; i++) {
        open.add(listen(server, "overview"));
      }
      HttpResponse<String> refused =
          server.ask("GET", "/ui/api/events", "", "Authorization", SHOWN);
      assertThat(refused.statusCode()).isEqualTo(503);
      assertThat(refused.headers().firstValue("Retry-After")).isPresent();

      open.forEach(Stream::close);
      HttpResponse<Stream<String>> next = answered(server);
      while (next.statusCode() != 200) {
        next.body().close();
        next = answered(server);
      }
      assertThat(next.body().iterator().next()).isEqualTo("event: overview");
      next.body().close();
    }
  }

  private static HttpResponse<Stream<String>> answered(ServerFixture server) throws Exception {
    return server.listen("/ui/api/events", "Authorization", SHOWN);
  }

  private static Stream<String> listen(ServerFixture server, String topics) throws Exception {
    HttpResponse<Stream<String>> answer =
        server.listen("/ui/api/events?topics=" + topics, "Authorization", SHOWN);
    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.headers().firstValue("Content-Type").orElseThrow())
        .startsWith("text/event-stream");
    return answer.body();
  }

  /** The data of the next event of this name. */
  private static String next(Iterator<String> lines, String event) {
    while (!lines.next().equals(event)) {
      // another event, or its data
    }
    return lines.next();
  }
}
