package dev.rolloutserver.http;

import io.helidon.http.HeaderNames;
import io.helidon.http.HeaderValues;
import io.helidon.http.Status;
import io.helidon.webserver.CloseConnectionException;
import io.helidon.webserver.http.Filter;
import io.helidon.webserver.http.FilterChain;
import io.helidon.webserver.http.RoutingRequest;
import io.helidon.webserver.http.RoutingResponse;
import java.util.List;
import java.util.function.Predicate;

/**
 * Refuses a caller that shows no key where one is needed: everywhere but at the probes, before
 * anything of the body is read.
 */
final class KeyCheck implements Filter {
  private static final ErrorBody REFUSAL = new ErrorBody("Invalid or missing API key");

  private final ServerKeys keys;
  private final Predicate<String> open;

  /**
   * A check of these keys.
   *
   * @param open paths that are open, beside the probes
   */
  KeyCheck(ServerKeys keys, Predicate<String> open) {
    this.keys = keys;
    this.open = open;
  }

  @Override
  public void filter(FilterChain chain, RoutingRequest request, RoutingResponse response) {
    String path = request.path().path();
    if (!keys.required() || isProbe(path) || open.test(path) || showsKey(request)) {
      chain.proceed();
      return;
    }
    response.header(HeaderNames.WWW_AUTHENTICATE, "Bearer").header(HeaderValues.CONNECTION_CLOSE);
    JsonAnswer.send(request, response, Status.UNAUTHORIZED_401, REFUSAL);
    UnreadBody.drop(request);
    throw new CloseConnectionException("no key");
  }

  private boolean showsKey(RoutingRequest request) {
    List<String> shown = request.headers().all(HeaderNames.AUTHORIZATION, List::of);
    return shown.size() == 1 && keys.accept(shown.getFirst());
  }

  /** What tells neither conversations nor settings, and is asked by those who can hold no key. */
  private static boolean isProbe(String path) {
    return path.equals("/health") || path.startsWith("/observe/health");
  }
}
