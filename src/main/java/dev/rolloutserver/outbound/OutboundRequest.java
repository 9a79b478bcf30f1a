package dev.rolloutserver.outbound;

import java.net.URI;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A request to send.
 *
 * @param method such as GET or POST
 * @param uri an http or https URL with a host
 * @param headers by name; may hold secrets
 * @param body null where there is none
 */
@SuppressWarnings("ArrayRecordComponent") // bytes that are sent, never compared
public record OutboundRequest(
    String method, URI uri, Map<String, String> headers, byte @Nullable [] body) {
  public OutboundRequest {
    headers = Map.copyOf(headers);
  }

  /** A GET with these headers. */
  public static OutboundRequest get(URI uri, Map<String, String> headers) {
    return new OutboundRequest("GET", uri, headers, null);
  }

  /** A HEAD with these headers. */
  public static OutboundRequest head(URI uri, Map<String, String> headers) {
    return new OutboundRequest("HEAD", uri, headers, null);
  }

  /** Where the connection leads. */
  Origin origin() {
    return Origin.of(uri);
  }

  /**
   * The URL with path and query as they are written. Scheme and host are none: Helidon takes no
   * names with an underscore, and is given a connection, secured or not, and the Host header.
   */
  String exactUri() {
    URI ascii = URI.create(uri.toASCIIString());
    String path = ascii.getRawPath().isEmpty() ? "/" : ascii.getRawPath();
    String query = ascii.getRawQuery() == null ? "" : "?" + ascii.getRawQuery();
    return "http://peer" + path + query;
  }

  @Override
  public String toString() {
    return method + " " + uri;
  }
}
