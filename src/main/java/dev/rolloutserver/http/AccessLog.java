package dev.rolloutserver.http;

import io.helidon.webserver.http.Filter;
import io.helidon.webserver.http.FilterChain;
import io.helidon.webserver.http.RoutingRequest;
import io.helidon.webserver.http.RoutingResponse;
import java.lang.System.Logger.Level;

/**
 * One line for each request: who asked for what, the status, bytes of the body and milliseconds.
 * Neither query nor headers: they may hold keys.
 */
public final class AccessLog implements Filter {
  private static final System.Logger LOGGER = System.getLogger(AccessLog.class.getName());

  @Override
  public void filter(FilterChain chain, RoutingRequest request, RoutingResponse response) {
    long start = System.nanoTime();
    try {
      chain.proceed();
    } finally {
      if (LOGGER.isLoggable(Level.INFO)) {
        LOGGER.log(Level.INFO, line(request, response, System.nanoTime() - start));
      }
    }
  }

  private static String line(RoutingRequest request, RoutingResponse response, long nanos) {
    return request.remotePeer().host()
        + " "
        + request.prologue().method().text()
        + " "
        + request.path().rawPath()
        + " "
        + (response.isSent() ? Integer.toString(response.status().code()) : "-")
        + " "
        + response.bytesWritten()
        + " B "
        + nanos / 1_000_000
        + " ms";
  }
}
