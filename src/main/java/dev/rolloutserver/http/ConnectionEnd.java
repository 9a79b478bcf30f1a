package dev.rolloutserver.http;

import io.helidon.http.HeaderNames;
import io.helidon.http.Headers;
import io.helidon.webserver.CloseConnectionException;
import io.helidon.webserver.http.Filter;
import io.helidon.webserver.http.FilterChain;
import io.helidon.webserver.http.RoutingRequest;
import io.helidon.webserver.http.RoutingResponse;
import java.util.Arrays;
import java.util.List;

/** Closes the connection after an answer when either side said {@code Connection: close}. */
final class ConnectionEnd implements Filter {
  @Override
  public void filter(FilterChain chain, RoutingRequest request, RoutingResponse response) {
    chain.proceed();
    if (saysClose(request.headers()) || saysClose(response.headers())) {
      throw new CloseConnectionException("Connection: close");
    }
  }

  private static boolean saysClose(Headers headers) {
    return headers.all(HeaderNames.CONNECTION, List::of).stream()
        .flatMap(value -> Arrays.stream(value.split(",", -1)))
        .anyMatch(option -> option.strip().equalsIgnoreCase("close"));
  }
}
