package dev.rolloutserver.hub;

import java.io.IOException;
import java.io.InputStream;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The head of an answer after redirects.
 *
 * @param status HTTP status code
 * @param headers by name in lower case; those that describe the file come from the hub even when
 *     another host sends the content
 * @param fromHub whether the hub itself answered
 */
record HubAnswer(int status, Map<String, String> headers, boolean fromHub) {
  private static final Pattern CONTENT_RANGE = Pattern.compile("bytes (\\d{1,18})-.*");

  @Nullable String header(String name) {
    return headers.get(name);
  }

  /** Whether {@link #etag()} is the hub's; that of another host may be another. */
  boolean describesFile() {
    return headers.containsKey("x-linked-etag") || (fromHub && headers.containsKey("etag"));
  }

  /** The ETag of the file without quotes; null where it is not told. */
  @Nullable String etag() {
    String linked = header("x-linked-etag");
    String etag = linked == null ? header("etag") : linked;
    return etag == null ? null : etag.strip().replaceFirst("^W/", "").replace("\"", "");
  }

  /** The size of the file in bytes, or {@link RemoteFile#UNKNOWN}. */
  long size() {
    String linked = header("x-linked-size");
    String size = linked == null ? header("content-length") : linked;
    boolean number = size != null && size.matches("\\d{1,18}");
    return number ? Long.parseLong(size) : RemoteFile.UNKNOWN;
  }

  /** Where in the file the body begins, negative where that is not told. */
  long offset() {
    if (status != 206) {
      return 0;
    }
    Matcher range = CONTENT_RANGE.matcher(headers.getOrDefault("content-range", ""));
    return range.matches() ? Long.parseLong(range.group(1)) : -1;
  }

  /**
   * Makes something of an answer while it arrives.
   *
   * @param <T> what is made of it
   */
  @FunctionalInterface
  interface Reader<T> {
    T read(HubAnswer answer, InputStream body) throws IOException;
  }
}
