package dev.rolloutserver.http;

import io.helidon.http.Header;
import io.helidon.http.HeaderNames;
import io.helidon.http.HeaderValues;
import io.helidon.http.Method;
import io.helidon.http.NotFoundException;
import io.helidon.http.Status;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The files of the page, out of the jar: markup, scripts and styles that hold nothing of any
 * rollout, so that a browser may have them before it shows a key.
 */
final class PageFiles {
  private static final String INDEX = "index.html";

  /** A single name with an ending: nothing that could lead elsewhere. */
  private static final Pattern FILE = Pattern.compile("/ui/([a-z0-9][a-z0-9-]*\\.([a-z0-9]+))");

  private static final Map<String, String> TYPES =
      Map.ofEntries(
          Map.entry("html", "text/html; charset=utf-8"),
          Map.entry("js", "text/javascript; charset=utf-8"),
          Map.entry("css", "text/css; charset=utf-8"),
          Map.entry("svg", "image/svg+xml"),
          Map.entry("png", "image/png"),
          Map.entry("ico", "image/x-icon"),
          Map.entry("woff2", "font/woff2"),
          Map.entry("json", "application/json"),
          Map.entry("txt", "text/plain; charset=utf-8"));

  /** No script or style but those of the jar, and no other host. */
  private static final Header POLICY =
      HeaderValues.createCached(
          HeaderNames.create("Content-Security-Policy"),
          "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src"
              + " 'self'; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors"
              + " 'none'");

  private final Map<String, PageFile> files = new ConcurrentHashMap<>();

  @SuppressWarnings("ArrayRecordComponent") // never compared
  private record PageFile(String type, String etag, byte[] bytes) {}

  /** Whether this is a path of the page itself, behind which nothing is told of rollouts. */
  static boolean isPath(String path) {
    return path.equals("/ui") || path.equals("/ui/") || FILE.matcher(path).matches();
  }

  /** Sends the file of this path, or the way to it. */
  void handle(ServerRequest request, ServerResponse response) {
    String path = request.path().path();
    if (path.equals("/ui")) {
      // relative, since a proxy may put a prefix before it; Helidon's path has no slash at its end
      if (!request.path().rawPath().endsWith("/")) {
        response.status(Status.PERMANENT_REDIRECT_308).header(HeaderNames.LOCATION, "ui/").send();
        return;
      }
      path = "/ui/";
    }
    send(request, response, file(path));
  }

  private PageFile file(String path) {
    Matcher name = FILE.matcher(path.equals("/ui/") ? path + INDEX : path);
    String type = name.matches() ? TYPES.get(name.group(2)) : null;
    PageFile file = type == null ? null : known(name.group(1), type);
    if (file == null) {
      throw new NotFoundException("no such file");
    }
    return file;
  }

  private @Nullable PageFile known(String name, String type) {
    PageFile known = files.get(name);
    if (known == null) {
      byte[] bytes = bytes(name);
      if (bytes == null) {
        return null;
      }
      known = new PageFile(type, etag(bytes), bytes);
      files.put(name, known);
    }
    return known;
  }

  private static void send(ServerRequest request, ServerResponse response, PageFile file) {
    response
        .header(POLICY)
        .header(HeaderNames.CACHE_CONTROL, "no-cache")
        .header(HeaderNames.ETAG, file.etag());
    if (isKnown(request, file.etag())) {
      response.status(Status.NOT_MODIFIED_304).send();
      return;
    }
    response.header(HeaderNames.CONTENT_TYPE, file.type());
    if (request.prologue().method().equals(Method.HEAD)) {
      response.header(HeaderNames.CONTENT_LENGTH, Integer.toString(file.bytes().length)).send();
    } else {
      response.send(file.bytes());
    }
  }

  private static boolean isKnown(ServerRequest request, String etag) {
    return request.headers().all(HeaderNames.IF_NONE_MATCH, List::of).stream()
        .flatMap(value -> Arrays.stream(value.split(",", -1)))
        .map(String::strip)
        .anyMatch(known -> known.equals("*") || known.equals(etag) || known.equals("W/" + etag));
  }

  private static byte @Nullable [] bytes(String name) {
    try (InputStream in = PageFiles.class.getResourceAsStream("ui/" + name)) {
      return in == null ? null : in.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String etag(byte[] bytes) {
    try {
      byte[] digest = MessageDigest.getInstance("SHA-256").digest(bytes);
      return '"' + HexFormat.of().formatHex(digest, 0, 16) + '"';
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JVM has SHA-256", e);
    }
  }
}
