package dev.rolloutserver.http;

import io.helidon.http.HeaderNames;
import io.helidon.http.HeaderValues;
import io.helidon.http.Headers;
import io.helidon.webserver.CloseConnectionException;
import io.helidon.webserver.http.Filter;
import io.helidon.webserver.http.FilterChain;
import io.helidon.webserver.http.RoutingRequest;
import io.helidon.webserver.http.RoutingResponse;
import java.util.List;
import java.util.function.BooleanSupplier;

/**
 * Closes the connection after an answer when either side said {@code Connection: close}. A server
 * that drains says so: a request on a connection that was kept would come when nobody listens.
 */
final class ConnectionEnd implements Filter {
  private final BooleanSupplier draining;

  ConnectionEnd(BooleanSupplier draining) {
    this.draining = draining;
  }

  @Override
  public void filter(FilterChain chain, RoutingRequest request, RoutingResponse response) {
    if (draining.getAsBoolean()) {
      response.header(HeaderValues.CONNECTION_CLOSE);
    }
    chain.proceed();
    if (saysClose(request.headers()) || saysClose(response.headers())) {
      throw new CloseConnectionException("Connection: close");
    }
  }

  private static boolean saysClose(Headers headers) {
    for (String value : headers.all(HeaderNames.CONNECTION, List::of)) {
      for (String option : value.split(",", -1)) {
        if (option.strip().equalsIgnoreCase("close")) {
          return true;
        }
      }
    }
    return false;
  }
}
