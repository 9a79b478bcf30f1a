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

  @Override
  public String toString() {
    return method + " " + uri;
  }
}
