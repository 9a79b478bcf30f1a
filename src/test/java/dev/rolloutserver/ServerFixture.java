package dev.rolloutserver;

import dev.rolloutserver.command.Build;
import dev.rolloutserver.configuration.SettingSources;
import dev.rolloutserver.configuration.Settings;
import dev.rolloutserver.json.Json;
import dev.rolloutserver.json.JsonLimits;
import dev.rolloutserver.simulation.DemoModel;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Clock;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The whole program on a free port, with the model for demonstrations, asked over real HTTP. */
final class ServerFixture implements AutoCloseable {
  /** What every request of {@link #body} begins with. */
  static final Map<String, @Nullable Object> QUESTION =
      Map.of("role", "user", "content", "What is 2 plus 3?");

  private final Server server;
  private final HttpClient client =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

  private ServerFixture(Server server) {
    this.server = server;
  }

  /** A server whose models lie in this folder; further settings by their keys. */
  static ServerFixture start(Path folder, Map<String, String> settings) throws IOException {
    Path models = folder.resolve("models");
    DemoModel.writeTo(models);
    Map<String, String> all = new HashMap<>();
    all.put("server.host", "127.0.0.1");
    all.put("server.port", "0");
    all.put("server.shutdown-grace-seconds", "0");
    // many tests send the same rollout twice, and mean two
    all.put("rollout.answer-ttl-seconds", "0");
    all.put("hub.local-folder", models.toString());
    all.put("hub.home", folder.resolve("hub").toString());
    all.put("hub.offline", "true");
    all.putAll(settings);
    return new ServerFixture(
        Server.start(
            Settings.load(new SettingSources(all, Map.of(), Optional.empty())),
            new Build("test", "unknown"),
            Clock.systemUTC()));
  }

  /** An answer of the server; the accessors are for answers to rollouts. */
  record Answer(int status, String text) {
    Map<String, @Nullable Object> json() {
      return members(Json.read(text, JsonLimits.DEFAULT));
    }

    @Nullable Object member(String name) {
      return json().get(name);
    }

    Map<String, @Nullable Object> metrics() {
      return members(member("metrics"));
    }

    /** A count of the metrics. */
    int metric(String name) {
      return ((Number) Objects.requireNonNull(metrics().get(name))).intValue();
    }

    Map<String, @Nullable Object> extraFields() {
      return members(member("extra_fields"));
    }

    String errorMessage() {
      return String.valueOf(member("error_message"));
    }

    List<Map<String, @Nullable Object>> finalMessages() {
      return elements(member("final_messages"));
    }

    List<Map<String, @Nullable Object>> trace() {
      return elements(extraFields().get("trace"));
    }
  }

  /**
   * A valid request for a rollout.
   *
   * @param members further members or other values, as name, value, name, value
   */
  static Map<String, @Nullable Object> body(String trainerUrl, @Nullable Object... members) {
    Map<String, @Nullable Object> body = new LinkedHashMap<>();
    body.put("rollout_id", "r");
    body.put("server_url", trainerUrl);
    body.put("messages", List.of(QUESTION));
    body.put("sampling_params", Map.of());
    body.put("tokenizer_name", DemoModel.NAME);
    for (int i = 0; i < members.length; i += 2) {
      body.put(String.valueOf(members[i]), members[i + 1]);
    }
    return body;
  }

  Answer rollout(String trainerUrl, @Nullable Object... members)
      throws IOException, InterruptedException {
    return post(Json.write(body(trainerUrl, members)), "application/json");
  }

  /** Posts to {@code /rollout}; without a content type where it is null. */
  Answer post(byte[] body, @Nullable String contentType) throws IOException, InterruptedException {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(uri("/rollout")).POST(BodyPublishers.ofByteArray(body));
    if (contentType != null) {
      request.header("Content-Type", contentType);
    }
    return send(request.build());
  }

  Answer get(String path) throws IOException, InterruptedException {
    return send(HttpRequest.newBuilder(uri(path)).build());
  }

  /** The answer of any path as it is; headers as name, value, name, value. */
  HttpResponse<String> ask(String method, String path, String body, String... headers)
      throws IOException, InterruptedException {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(uri(path))
            .method(
                method, body.isEmpty() ? BodyPublishers.noBody() : BodyPublishers.ofString(body));
    if (headers.length > 0) {
      request.headers(headers);
    }
    return client.send(request.build(), BodyHandlers.ofString());
  }

  /** The lines of an answer as they come; closing the stream hangs up. */
  HttpResponse<Stream<String>> listen(String path, String... headers)
      throws IOException, InterruptedException {
    HttpRequest.Builder request = HttpRequest.newBuilder(uri(path));
    if (headers.length > 0) {
      request.headers(headers);
    }
    return client.send(request.build(), BodyHandlers.ofLines());
  }

  /** A request to cancel. */
  Answer cancel(String body) throws IOException, InterruptedException {
    return send(
        HttpRequest.newBuilder(uri("/rollout/cancel"))
            .header("Content-Type", "application/json")
            .POST(BodyPublishers.ofString(body))
            .build());
  }

  /** A request for a rollout as it goes over a connection; members as of {@link #body}. */
  static String rawRequest(String trainerUrl, @Nullable Object... members) {
    String json = Json.text(body(trainerUrl, members));
    return "POST /rollout HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n"
        + "Content-Length: "
        + json.length()
        + "\r\n\r\n"
        + json;
  }

  /** The value of a counter without labels; of all servers in this process together. */
  double metric(String name) throws IOException, InterruptedException {
    return get("/metrics")
        .text()
        .lines()
        .filter(line -> line.startsWith(name + "{") || line.startsWith(name + " "))
        .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' '))))
        .sum();
  }

  /** Waits until a counter has reached this value. */
  void awaitMetric(String name, double value) throws IOException, InterruptedException {
    while (metric(name) < value) {
      Thread.onSpinWait();
    }
  }

  /** A number that {@code /health} tells. */
  long health(String name) throws IOException, InterruptedException {
    return ((Number) Objects.requireNonNull(get("/health").member(name))).longValue();
  }

  /** Waits until so many rollouts wait for a permit. */
  void awaitWaiting(int count) throws IOException, InterruptedException {
    while (health("waiting_rollouts") != count) {
      Thread.onSpinWait();
    }
  }

  /** Waits until no rollout runs or waits. */
  void awaitIdle() throws IOException, InterruptedException {
    while (health("active_rollouts") + health("waiting_rollouts") > 0) {
      Thread.onSpinWait();
    }
  }

  int port() {
    return uri("/").getPort();
  }

  /** Ends exceptionally when the server has to end. */
  CompletableFuture<Void> failure() {
    return server.failure();
  }

  /** Ends the program as a signal does. */
  void stop() throws InterruptedException {
    server.stop();
  }

  @Override
  public void close() {
    client.close();
    try {
      server.stop();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private Answer send(HttpRequest request) throws IOException, InterruptedException {
    HttpResponse<String> response = client.send(request, BodyHandlers.ofString());
    return new Answer(response.statusCode(), response.body());
  }

  private URI uri(String path) {
    return URI.create(server.url() + path);
  }

  @SuppressWarnings("unchecked") // objects that were read have strings for names
  static Map<String, @Nullable Object> members(@Nullable Object value) {
    return (Map<String, @Nullable Object>) Objects.requireNonNull(value);
  }

  @SuppressWarnings("unchecked") // as above
  static List<Map<String, @Nullable Object>> elements(@Nullable Object value) {
    return (List<Map<String, @Nullable Object>>) Objects.requireNonNull(value);
  }
}
