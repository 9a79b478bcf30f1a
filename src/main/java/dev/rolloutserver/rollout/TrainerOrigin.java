package dev.rolloutserver.rollout;

import java.util.Locale;

/** Scheme, host and port of a trainer's URL as one text: one trainer, however it is written. */
public final class TrainerOrigin {
  private TrainerOrigin() {}

  /** The origin of a URL that was validated. */
  public static String of(String serverUrl) {
    int authority = serverUrl.indexOf("://") + 3;
    int path = serverUrl.indexOf('/', authority);
    String origin = (path < 0 ? serverUrl : serverUrl.substring(0, path)).toLowerCase(Locale.ROOT);
    String port = origin.startsWith("https:") ? ":443" : ":80";
    if (origin.endsWith(port)) {
      return origin.substring(0, origin.length() - port.length());
    }
    return origin.endsWith(":") ? origin.substring(0, origin.length() - 1) : origin;
  }
}
