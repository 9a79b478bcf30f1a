package dev.rolloutserver.tools;

import java.net.URI;
import java.net.URISyntaxException;

/**
 * Where a tool server listens.
 *
 * @param uri http or https, with a host and a path
 */
record ToolServerUrl(URI uri) {
  /** Where MCP servers listen unless they are told otherwise. */
  private static final String USUAL_PATH = "/mcp";

  /**
   * Reads what a worker sent; a URL without path means {@code /mcp}.
   *
   * @throws ToolServerException if nothing can listen there
   */
  static ToolServerUrl read(String text) {
    URI uri;
    try {
      uri = new URI(text.strip());
    } catch (URISyntaxException e) {
      throw unusable();
    }
    boolean web =
        "http".equalsIgnoreCase(uri.getScheme()) || "https".equalsIgnoreCase(uri.getScheme());
    if (!web || uri.getHost() == null || uri.getRawUserInfo() != null) {
      throw unusable();
    }
    boolean pathless = uri.getRawPath().isEmpty() || uri.getRawPath().equals("/");
    String path = pathless ? USUAL_PATH : uri.getRawPath();
    String query = uri.getRawQuery() == null ? "" : "?" + uri.getRawQuery();
    return new ToolServerUrl(URI.create(origin(uri) + path + query));
  }

  /** Scheme, host and port. */
  String origin() {
    return origin(uri);
  }

  /** Whether the path is that of the transport which MCP had before streamable HTTP. */
  boolean isOfEvents() {
    return uri.getRawPath().endsWith("/sse");
  }

  /** Without the query, which may hold a secret. */
  @Override
  public String toString() {
    return origin() + uri.getRawPath();
  }

  private static String origin(URI uri) {
    return uri.getScheme() + "://" + uri.getRawAuthority();
  }

  private static ToolServerException unusable() {
    // not repeated: it may hold a password
    return new ToolServerException(
        "tool_server_url must be an http:// or https:// URL with a host and without a user or"
            + " password");
  }
}
