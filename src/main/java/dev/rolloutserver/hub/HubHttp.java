package dev.rolloutserver.hub;

import dev.rolloutserver.deadline.Cancellation;
import dev.rolloutserver.deadline.Deadline;
import dev.rolloutserver.outbound.BearerKey;
import dev.rolloutserver.outbound.OutboundHttp;
import dev.rolloutserver.outbound.OutboundRequest;
import java.io.IOException;
import java.net.URI;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Asks the hub and follows its redirects; the token is shown to the hub's own address only. */
final class HubHttp {
  static final int MAX_REDIRECTS = 5;

  /** What only the hub tells, not the host that it redirects to. */
  private static final Set<String> OF_HUB =
      Set.of("x-repo-commit", "x-linked-etag", "x-linked-size");

  private static final Set<Integer> REDIRECTS = Set.of(301, 302, 303, 307, 308);

  private final OutboundHttp http;
  private final URI endpoint;
  private final Optional<BearerKey> token;

  HubHttp(OutboundHttp http, URI endpoint, Optional<BearerKey> token) {
    this.http = http;
    this.endpoint = endpoint;
    this.token = token;
  }

  /**
   * Sends a request; HEAD stops where the hub has described the file.
   *
   * @throws IOException if it redirects too often or to what is not the web
   */
  <T> T exchange(
      String method,
      URI start,
      Map<String, String> headers,
      Deadline deadline,
      HubAnswer.Reader<T> reader)
      throws IOException {
    Map<String, String> ofHub = new HashMap<>();
    URI uri = start;
    for (int redirects = 0; redirects <= MAX_REDIRECTS; redirects++) {
      URI asked = uri;
      Hop<T> hop =
          http.exchange(
              new OutboundRequest(method, asked, headers(asked, headers), null),
              deadline,
              new Cancellation(),
              (status, answered, body) -> {
                Map<String, String> merged = new HashMap<>(answered);
                if (isHub(asked)) {
                  OF_HUB.forEach(name -> keepFirst(ofHub, name, answered));
                }
                merged.putAll(ofHub);
                boolean described = ofHub.keySet().containsAll(OF_HUB);
                boolean enough = method.equals("HEAD") && described;
                String location = answered.get("location");
                if (REDIRECTS.contains(status) && location != null && !enough) {
                  return new Hop.Redirect<>(location);
                }
                return new Hop.End<>(
                    reader.read(new HubAnswer(status, merged, isHub(asked)), body));
              });
      switch (hop) {
        case Hop.End<T>(T value) -> {
          return value;
        }
        case Hop.Redirect<T>(String location) -> uri = target(asked, location);
      }
    }
    throw new IOException("more than " + MAX_REDIRECTS + " redirects");
  }

  private Map<String, String> headers(URI uri, Map<String, String> headers) {
    Map<String, String> sent = new HashMap<>(headers);
    sent.put("User-Agent", "rollout-server");
    // sizes are compared, so nothing may be compressed on the way
    sent.put("Accept-Encoding", "identity");
    if (isHub(uri)) {
      token.ifPresent(key -> sent.put("Authorization", "Bearer " + key.secret()));
    }
    return sent;
  }

  private boolean isHub(URI uri) {
    return origin(uri).equals(origin(endpoint));
  }

  private static URI target(URI from, String location) throws IOException {
    URI target;
    try {
      // Java's resolve drops the last part of the path before a query
      target =
          location.startsWith("?")
              ? URI.create(from.toString().replaceFirst("[?#].*", "") + location)
              : from.resolve(location);
    } catch (IllegalArgumentException e) {
      throw new IOException("a redirect to what is not a URL", e);
    }
    boolean web = "https".equals(target.getScheme()) || "http".equals(target.getScheme());
    boolean downgrade = "https".equals(from.getScheme()) && "http".equals(target.getScheme());
    if (!web || target.getHost() == null || downgrade) {
      throw new IOException("a redirect to what is not a safe URL");
    }
    return target;
  }

  private static String origin(URI uri) {
    boolean secure = "https".equals(uri.getScheme());
    int port = uri.getPort() >= 0 ? uri.getPort() : secure ? 443 : 80;
    return uri.getScheme()
        + "://"
        + String.valueOf(uri.getHost()).toLowerCase(Locale.ROOT)
        + ":"
        + port;
  }

  private static void keepFirst(
      Map<String, String> kept, String name, Map<String, String> answered) {
    String value = answered.get(name);
    if (value != null) {
      kept.putIfAbsent(name, value);
    }
  }

  private sealed interface Hop<T> {
    record End<T>(T value) implements Hop<T> {}

    record Redirect<T>(String location) implements Hop<T> {}
  }
}
