package dev.rolloutserver.http;

import java.net.URI;
import java.util.Locale;

/** Which hosts of URLs are this machine, whatever a name server says. */
final class LocalNames {
  private LocalNames() {}

  /** A name of this machine: a site's own name may lead here too, once it has been rebound. */
  static boolean isLocal(String host) {
    String name = host.toLowerCase(Locale.ROOT);
    return name.equals("localhost")
        || name.equals("[::1]")
        || name.matches("127\\.\\d{1,3}\\.\\d{1,3}\\.\\d{1,3}");
  }

  /** An address and no name. */
  static boolean isAddress(String host) {
    return host.startsWith("[") || host.matches("\\d{1,3}\\.\\d{1,3}\\.\\d{1,3}\\.\\d{1,3}");
  }

  /** The host of a URL; empty where there is none. */
  static String hostOf(String url) {
    try {
      String host = URI.create(url).getHost();
      return host == null ? "" : host;
    } catch (IllegalArgumentException e) {
      return "";
    }
  }
}
