package dev.rolloutserver.http;

import dev.rolloutserver.outbound.Framing;
import io.helidon.http.HeaderValues;
import io.helidon.webserver.CloseConnectionException;
import io.helidon.webserver.http.Filter;
import io.helidon.webserver.http.FilterChain;
import io.helidon.webserver.http.RoutingRequest;
import io.helidon.webserver.http.RoutingResponse;
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
    if (Framing.saysClose(request.headers()) || Framing.saysClose(response.headers())) {
      throw new CloseConnectionException("Connection: close");
    }
  }
}
