package dev.rolloutserver.outbound;

import java.net.URI;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Where connections lead: scheme, host and port of a URL. */
record Origin(boolean secure, String host, int port) {
  private static final Pattern AUTHORITY =
      Pattern.compile("(?:[^@]*@)?(\\[[^]]+]|[^:@]+)(?::(\\d{0,5}))?");

  static Origin of(URI uri) {
    boolean secure = "https".equalsIgnoreCase(uri.getScheme());
    // not URI.getHost(): it knows no names with an underscore, which Docker Compose makes
    Matcher authority = AUTHORITY.matcher(String.valueOf(uri.getRawAuthority()));
    if (uri.getRawAuthority() == null || !authority.matches()) {
      throw new IllegalArgumentException(uri + " has no host");
    }
    String host = authority.group(1);
    String port = authority.group(2);
    return new Origin(
        secure,
        host.startsWith("[") ? host.substring(1, host.length() - 1) : host,
        port == null || port.isEmpty() ? (secure ? 443 : 80) : Integer.parseInt(port));
  }

  /** As it stands in a URL and in the Host header. */
  String authority() {
    String written = host.contains(":") ? "[" + host + "]" : host;
    return port == (secure ? 443 : 80) ? written : written + ":" + port;
  }
}
