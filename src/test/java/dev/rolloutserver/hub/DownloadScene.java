package dev.rolloutserver.hub;

import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.rolloutserver.deadline.Deadline;
import dev.rolloutserver.hub.FakeHub.Answer;
import dev.rolloutserver.hub.FakeHub.Asked;
import dev.rolloutserver.outbound.BearerKey;
import dev.rolloutserver.outbound.OutboundHttp;
import dev.rolloutserver.outbound.OutboundSettings;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** A hub, a store and an empty cache. */
abstract class DownloadScene {
  static final String NAME = FakeHub.NAME;
  static final String TOKENIZER = "{\"pad\":\"" + "x".repeat(200_000) + "\"}";
  static final String CONFIG = "{\"bos_token\":\"<s>\"}";
  static final String FILE = "/acme/tiny/resolve/" + FakeHub.COMMIT + "/tokenizer.json";

  final OutboundHttp http =
      new OutboundHttp(new OutboundSettings(Duration.ofSeconds(5), 1_000_000));

  @TempDir Path cache;
  FakeHub hub;
  FakeHub store;

  @BeforeEach
  void start() throws IOException {
    hub = new FakeHub();
    store = new FakeHub();
    hub.files.put("tokenizer.json", TOKENIZER);
    hub.files.put("tokenizer_config.json", CONFIG);
    hub.files.put("chat_template.jinja", "of file");
    hub.files.put("additional_chat_templates/tool_use.jinja", "with tools");
    store.files.putAll(hub.files);
  }

  @AfterEach
  void close() throws IOException {
    http.close();
    hub.close();
    store.close();
  }

  ModelFiles find(@Nullable String revision) {
    return hub(settings(1_000_000)).find(NAME, revision, deadline());
  }

  HubException failure() {
    return catchThrowableOfType(HubException.class, () -> find(null));
  }

  Hub hub(HubSettings settings) {
    return new Hub(settings, http);
  }

  /** Settings with a hub that nobody serves. */
  HubSettings unserved() {
    return settings(URI.create("http://127.0.0.1:1"), 1_000_000, Duration.ofSeconds(30));
  }

  HubSettings settings(long maxBytes) {
    return settings(hub.uri(), maxBytes, Duration.ofSeconds(30));
  }

  HubSettings settings(URI endpoint, long maxBytes, Duration timeout) {
    return new HubSettings(
        Optional.empty(),
        cache,
        endpoint,
        Optional.of(new BearerKey("secret")),
        false,
        true,
        maxBytes,
        timeout);
  }

  static Deadline deadline() {
    return Deadline.after(Duration.ofSeconds(30));
  }

  static @Nullable String authorization(Asked request) {
    return request.headers().get("authorization");
  }

  /** Changes the first answer to this request. */
  void wishOnce(String line, UnaryOperator<Answer> change) {
    Map<String, Boolean> done = new ConcurrentHashMap<>();
    hub.wish =
        request ->
            line.equals(request.method() + " " + request.target())
                    && done.putIfAbsent(line, true) == null
                ? Optional.of(change.apply(hub.usual(request)))
                : Optional.empty();
  }

  /** The ranges of the tokenizer that were asked for. */
  List<String> ranges() {
    return hub.asked.stream()
        .filter(request -> request.method().equals("GET") && request.target().equals(FILE))
        .map(request -> request.headers().getOrDefault("range", "none"))
        .toList();
  }

  /** The files of the cache, with what links point to and what small markers hold. */
  List<String> tree() throws IOException {
    try (Stream<Path> paths = Files.walk(cache)) {
      TreeSet<String> lines = new TreeSet<>();
      for (Path path : paths.filter(file -> !Files.isDirectory(file)).toList()) {
        String line = cache.relativize(path).toString();
        if (Files.isSymbolicLink(path)) {
          line += " -> " + Files.readSymbolicLink(path);
        } else if (line.contains("/refs/") || line.contains("/.no_exist/")) {
          line += " = " + Files.readString(path);
        }
        lines.add(line);
      }
      return List.copyOf(lines);
    }
  }
}
