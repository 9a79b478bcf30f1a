package dev.rolloutserver.protocol;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The URL that a trainer's paths are put behind. */
final class ServerUrl {
  private static final int MAX_PORT = 65_535;
  private static final int MAX_DIGITS = 5;

  /** What java.net.URI takes for no host: names with an underscore, which Docker Compose makes. */
  private static final Pattern NAMED = Pattern.compile("[A-Za-z0-9._-]+(:\\d*)?");

  private static final Pattern PORT = Pattern.compile(".*:(\\d+)");

  private ServerUrl() {}

  /** The URL without slashes at its end. */
  static String read(Input input) {
    String text = input.text();
    Input url = text.indexOf('@') < 0 ? input : input.hidden();
    if (!text.startsWith("http://") && !text.startsWith("https://")) {
      url.breaks("server_url must begin with http:// or https://");
      return text;
    }
    int end = text.length();
    while (text.charAt(end - 1) == '/') {
      end--;
    }
    String trimmed = text.substring(0, end);
    check(trimmed, url);
    return trimmed;
  }

  private static void check(String text, Input url) {
    URI uri;
    try {
      uri = new URI(text);
    } catch (URISyntaxException e) {
      url.breaks("server_url must be a URL, with a host and without spaces");
      return;
    }
    String authority = Objects.requireNonNullElse(uri.getRawAuthority(), "");
    if (authority.indexOf('@') >= 0) {
      // it would go into logs and messages; callback_api_key is where a secret belongs
      url.breaks("server_url must not hold a user or password");
    } else if (uri.getHost() == null && !NAMED.matcher(authority).matches()) {
      url.breaks("server_url must name a host of letters, digits, dots, hyphens and underscores");
    } else if (!hasPort(authority)) {
      url.breaks("server_url must have a port from 1 to " + MAX_PORT);
    } else if (uri.getRawQuery() != null || uri.getRawFragment() != null) {
      // the path of the call would become a part of it
      url.breaks("server_url must have neither a query nor a fragment");
    }
  }

  private static boolean hasPort(String authority) {
    Matcher port = PORT.matcher(authority);
    if (!port.matches() || authority.endsWith("]")) {
      return true;
    }
    String digits = port.group(1);
    if (digits.length() > MAX_DIGITS) {
      return false;
    }
    int number = Integer.parseInt(digits);
    return number > 0 && number <= MAX_PORT;
  }
}
