package dev.rolloutserver.outbound;

import java.net.URI;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A request to send.
 *
 * @param method such as GET or POST
 * @param endpoint where it goes
 * @param body in pieces, which are sent one behind the other and must not change meanwhile; null
 *     where there is none
 */
public record OutboundRequest(String method, Endpoint endpoint, @Nullable List<byte[]> body) {
  public OutboundRequest {
    body = body == null ? null : List.copyOf(body);
  }

  /** A request with these headers, and a body of one piece. */
  public OutboundRequest(
      String method, URI uri, Map<String, String> headers, byte @Nullable [] body) {
    this(method, new Endpoint(uri, headers), body == null ? null : List.of(body));
  }

  /** A GET with these headers. */
  public static OutboundRequest get(URI uri, Map<String, String> headers) {
    return new OutboundRequest("GET", uri, headers, null);
  }

  /** A HEAD with these headers. */
  public static OutboundRequest head(URI uri, Map<String, String> headers) {
    return new OutboundRequest("HEAD", uri, headers, null);
  }

  /** Bytes of the body. */
  long length() {
    long length = 0;
    if (body != null) {
      for (byte[] piece : body) {
        length += piece.length;
      }
    }
    return length;
  }

  URI uri() {
    return endpoint.uri();
  }

  @Override
  public String toString() {
    return method + " " + endpoint;
  }
}
