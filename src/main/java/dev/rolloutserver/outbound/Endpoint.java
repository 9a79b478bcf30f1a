package dev.rolloutserver.outbound;

import io.helidon.common.uri.UriEncoding;
import io.helidon.http.Header;
import io.helidon.http.HeaderNames;
import io.helidon.http.HeaderValues;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Where requests go, and the headers of all of them: made once, for as many calls as there are. */
public final class Endpoint {
  private final URI uri;
  private final URI clientUri;
  private final List<Header> headers;
  private @Nullable Origin origin;

  /**
   * The resource at this URL.
   *
   * @param uri an http or https URL with a host
   * @param headers by name; may hold secrets
   */
  public Endpoint(URI uri, Map<String, String> headers) {
    this(uri, forClient(uri), parsed(headers), null);
  }

  private Endpoint(URI uri, URI clientUri, List<Header> headers, @Nullable Origin origin) {
    this.uri = uri;
    this.clientUri = clientUri;
    this.headers = headers;
    this.origin = origin;
  }

  /** The same resource, asked with further headers. */
  public Endpoint with(Map<String, String> further) {
    List<Header> all = new ArrayList<>(headers);
    all.addAll(parsed(further));
    return new Endpoint(uri, clientUri, all, origin());
  }

  URI uri() {
    return uri;
  }

  /**
   * Where the connection leads.
   *
   * @throws IllegalArgumentException if the URL has no host
   */
  Origin origin() {
    Origin known = origin;
    if (known == null) {
      known = Origin.of(uri);
      origin = known;
    }
    return known;
  }

  /**
   * What Helidon's client is given; parsed once, as it would be for each call. The client decodes
   * it, and so sends path and query as they were written. Scheme and host are none: Helidon takes
   * no names with an underscore, and would look a name up with every call; it is given a
   * connection, secured or not, and the Host header.
   */
  URI clientUri() {
    return clientUri;
  }

  List<Header> headers() {
    return headers;
  }

  @Override
  public String toString() {
    return uri.toString();
  }

  private static List<Header> parsed(Map<String, String> headers) {
    List<Header> parsed = new ArrayList<>(headers.size());
    headers.forEach(
        (name, value) -> parsed.add(HeaderValues.createCached(HeaderNames.create(name), value)));
    return parsed;
  }

  private static URI forClient(URI uri) {
    URI ascii = URI.create(uri.toASCIIString());
    String path = ascii.getRawPath().isEmpty() ? "/" : ascii.getRawPath();
    String query = ascii.getRawQuery() == null ? "" : "?" + ascii.getRawQuery();
    return URI.create(UriEncoding.encodeUri("http://0.0.0.0" + path + query));
  }
}
