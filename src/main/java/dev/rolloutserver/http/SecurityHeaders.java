package dev.rolloutserver.http;

import io.helidon.http.Header;
import io.helidon.http.HeaderNames;
import io.helidon.http.HeaderValues;
import io.helidon.webserver.http.Filter;
import io.helidon.webserver.http.FilterChain;
import io.helidon.webserver.http.RoutingRequest;
import io.helidon.webserver.http.RoutingResponse;
import java.util.List;

/**
 * What every answer says to browsers and caches: to guess no type, to keep nothing, to show it in
 * no frame and to run nothing that it holds. A page that needs more replaces it.
 */
final class SecurityHeaders implements Filter {
  static final List<Header> ALL =
      List.of(
          header("X-Content-Type-Options", "nosniff"),
          header("Cache-Control", "no-store"),
          header("Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'"),
          header("Referrer-Policy", "no-referrer"));

  @Override
  public void filter(FilterChain chain, RoutingRequest request, RoutingResponse response) {
    ALL.forEach(response::header);
    chain.proceed();
  }

  private static Header header(String name, String value) {
    return HeaderValues.createCached(HeaderNames.create(name), value);
  }
}
