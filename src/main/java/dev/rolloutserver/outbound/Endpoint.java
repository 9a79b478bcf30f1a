package dev.rolloutserver.outbound;

import io.helidon.common.uri.UriEncoding;
import io.helidon.common.uri.UriInfo;
import io.helidon.common.uri.UriPath;
import io.helidon.http.Header;
import io.helidon.http.HeaderNames;
import io.helidon.http.HeaderValues;
import io.helidon.webclient.api.ClientUri;
import io.helidon.webclient.http1.Http1ClientRequest;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Where requests go, and the headers of all of them: made once, for as many calls as there are. */
public final class Endpoint {
  private final URI uri;
  private final URI clientUri;

  /** The same, of which Helidon takes all but a query. */
  private final ClientUri parsedUri;

  private final List<Header> headers;
  private @Nullable Origin origin;

  /**
   * The resource at this URL.
   *
   * @param uri an http or https URL with a host
   * @param headers by name; may hold secrets
   */
  public Endpoint(URI uri, Map<String, String> headers) {
    this(uri, forClient(uri), parsed(headers));
  }

  private Endpoint(URI uri, URI clientUri, List<Header> headers) {
    this(uri, clientUri, parsed(clientUri), headers, null);
  }

  private Endpoint(
      URI uri, URI clientUri, ClientUri parsedUri, List<Header> headers, @Nullable Origin origin) {
    this.uri = uri;
    this.clientUri = clientUri;
    this.parsedUri = parsedUri;
    this.headers = headers;
    this.origin = origin;
  }

  /** The same resource, asked with further headers. */
  public Endpoint with(Map<String, String> further) {
    List<Header> all = new ArrayList<>(headers.size() + further.size());
    for (Header header : headers) {
      all.add(header);
    }
    addParsed(further, all);
    return new Endpoint(uri, clientUri, parsedUri, all, origin());
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
   * Tells a request of Helidon's client that it leads here; without a query that is parsed once,
   * not for each call. The client decodes it, and so sends path and query as they were written.
   * Scheme and host are none: Helidon takes no names with an underscore, and would look a name up
   * with every call; it is given a connection, secured or not, and the Host header.
   */
  void address(Http1ClientRequest request) {
    if (clientUri.getRawQuery() != null) {
      request.uri(clientUri);
    }
    // which leaves the query that there is
    request.uri(parsedUri);
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
    addParsed(headers, parsed);
    return parsed;
  }

  private static void addParsed(Map<String, String> headers, List<Header> to) {
    headers.forEach(
        (name, value) -> to.add(HeaderValues.createCached(HeaderNames.create(name), value)));
  }

  /** Without a semicolon: Helidon takes what follows it for parameters, which it does not send. */
  private static ClientUri parsed(URI clientUri) {
    return ClientUri.create(
        UriInfo.builder()
            .scheme(clientUri.getScheme())
            .host(clientUri.getHost())
            .path(UriPath.create(clientUri.getRawPath().replace(";", "%3B")))
            .build());
  }

  private static URI forClient(URI uri) {
    URI ascii = URI.create(uri.toASCIIString());
    String path = ascii.getRawPath().isEmpty() ? "/" : ascii.getRawPath();
    String query = ascii.getRawQuery() == null ? "" : "?" + ascii.getRawQuery();
    return URI.create(UriEncoding.encodeUri("http://0.0.0.0" + path + query));
  }
}
