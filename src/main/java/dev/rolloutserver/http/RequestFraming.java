package dev.rolloutserver.http;

import io.helidon.http.HeaderNames;
import io.helidon.http.HeaderValues;
import io.helidon.http.ServerRequestHeaders;
import io.helidon.http.Status;
import io.helidon.webserver.CloseConnectionException;
import io.helidon.webserver.http.Filter;
import io.helidon.webserver.http.FilterChain;
import io.helidon.webserver.http.RoutingRequest;
import io.helidon.webserver.http.RoutingResponse;
import java.util.List;
import java.util.Optional;

/**
 * Refuses a request whose end is in doubt (RFC 9112, section 6): a proxy that reads it differently
 * would let one caller's bytes become another's request.
 */
final class RequestFraming implements Filter {
  @Override
  public void filter(FilterChain chain, RoutingRequest request, RoutingResponse response) {
    Optional<String> doubt = doubt(request.headers());
    if (doubt.isEmpty()) {
      chain.proceed();
      return;
    }
    response.header(HeaderValues.CONNECTION_CLOSE);
    JsonAnswer.send(request, response, Status.BAD_REQUEST_400, new ErrorBody(doubt.get()));
    throw new CloseConnectionException(doubt.get());
  }

  private static Optional<String> doubt(ServerRequestHeaders headers) {
    List<String> lengths = headers.all(HeaderNames.CONTENT_LENGTH, List::of);
    List<String> encodings = headers.all(HeaderNames.TRANSFER_ENCODING, List::of);
    if (!lengths.isEmpty() && !encodings.isEmpty()) {
      return Optional.of("Content-Length and Transfer-Encoding must not be sent together");
    }
    if (lengths.size() > 1) {
      return Optional.of("Content-Length must be sent once");
    }
    if (!lengths.isEmpty() && !isDigits(lengths.getFirst())) {
      return Optional.of("Content-Length must be a number of bytes in decimal digits");
    }
    // "Chunked" is legal too, but Helidon would take the request for one without a body
    if (!encodings.isEmpty() && !encodings.equals(List.of("chunked"))) {
      return Optional.of("Transfer-Encoding must be chunked");
    }
    return Optional.empty();
  }

  private static boolean isDigits(String text) {
    for (int i = 0; i < text.length(); i++) {
      if (text.charAt(i) < '0' || text.charAt(i) > '9') {
        return false;
      }
    }
    return !text.isEmpty();
  }
}
