package dev.rolloutserver.hub;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A hub with one model, over raw sockets: answers as the hub does, or as a test wishes. */
final class FakeHub implements AutoCloseable {
  static final String NAME = "acme/tiny";
  static final String COMMIT = "89abcdef0123456789abcdef0123456789abcdef";

  private static final Pattern RESOLVE =
      Pattern.compile("/acme/tiny/resolve/([^/]+)/([^?]+)(?:\\?.*)?");
  private static final Pattern TREE =
      Pattern.compile("/api/models/acme/tiny/tree/([^/]+)/additional_chat_templates\\?.*");
  private static final Pattern CONTENT = Pattern.compile("/content/([^?]+)\\?.*");

  private final ServerSocket server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
  private final CountDownLatch closed = new CountDownLatch(1);

  /** Contents by path. */
  final Map<String, String> files = new ConcurrentHashMap<>();

  /** Commits by branch or tag. */
  final Map<String, String> revisions = new ConcurrentHashMap<>(Map.of("main", COMMIT));

  /** All requests so far. */
  final List<Asked> asked = new CopyOnWriteArrayList<>();

  /** What wins over the usual answer. */
  volatile Function<Asked, Optional<Answer>> wish = asked -> Optional.empty();

  /** Where large files are; empty to send them itself. */
  volatile String contentHost = "";

  FakeHub() throws IOException {
    Thread.ofVirtual().start(this::accept);
  }

  URI uri() {
    return URI.create("http://127.0.0.1:" + server.getLocalPort());
  }

  /** Methods and targets of the requests so far. */
  List<String> lines() {
    return asked.stream().map(request -> request.method() + " " + request.target()).toList();
  }

  static String etag(String content) {
    return "e" + Integer.toHexString(content.hashCode());
  }

  @Override
  public void close() throws IOException {
    closed.countDown();
    server.close();
  }

  /** The answer that the real hub would give. */
  Answer usual(Asked request) {
    Matcher resolve = RESOLVE.matcher(request.target());
    if (resolve.matches()) {
      String revision = URLDecoder.decode(resolve.group(1), StandardCharsets.UTF_8);
      String commit = revisions.getOrDefault(revision, revision);
      return commit.equals(COMMIT)
          ? file(request, URLDecoder.decode(resolve.group(2), StandardCharsets.UTF_8))
          : Answer.of(404, Map.of("X-Error-Code", "RevisionNotFound"), "Invalid rev id");
    }
    Matcher tree = TREE.matcher(request.target());
    if (tree.matches()) {
      String entries =
          String.join(
              ",",
              files.keySet().stream()
                  .filter(path -> path.startsWith("additional_chat_templates/"))
                  .sorted()
                  .map(path ->
                      "{\"type\":\"file\",\"oid\":\"0\",\"size\":1,\"path\":\"" + path + "\"}")
                  .toList());
      return entries.isEmpty()
          ? Answer.of(404, Map.of("X-Error-Code", "EntryNotFound"), "")
          : Answer.of(200, Map.of(), "[" + entries + "]");
    }
    Matcher content = CONTENT.matcher(request.target());
    if (content.matches()) {
      String text = files.getOrDefault(content.group(1), "");
      return ranged(request, Map.of("ETag", "\"of-the-store\""), text);
    }
    return Answer.of(404, Map.of("X-Error-Code", "RepoNotFound"), "Repository not found");
  }

  private Answer file(Asked request, String path) {
    String content = files.get(path);
    if (content == null) {
      return Answer.of(
          404, Map.of("X-Error-Code", "EntryNotFound", "X-Repo-Commit", COMMIT), "Entry not found");
    }
    if (!contentHost.isEmpty() && path.equals("tokenizer.json")) {
      return Answer.of(
          302,
          Map.of(
              "X-Repo-Commit",
              COMMIT,
              "X-Linked-Etag",
              "\"" + etag(content) + "\"",
              "X-Linked-Size",
              String.valueOf(content.length()),
              "Location",
              contentHost + "/content/" + path + "?key=a%2Fb%20c~&expires=1"),
          "Found");
    }
    return ranged(
        request, Map.of("X-Repo-Commit", COMMIT, "ETag", "\"" + etag(content) + "\""), content);
  }

  static Answer ranged(Asked request, Map<String, String> headers, String content) {
    String range = request.headers().get("range");
    if (range == null) {
      return Answer.of(200, headers, content);
    }
    int start = Integer.parseInt(range.replaceAll("\\D", ""));
    if (start >= content.length()) {
      return Answer.of(416, headers, "");
    }
    Map<String, String> all = new LinkedHashMap<>(headers);
    all.put(
        "Content-Range", "bytes " + start + "-" + (content.length() - 1) + "/" + content.length());
    return Answer.of(206, all, content.substring(start));
  }

  private void accept() {
    try {
      while (true) {
        Socket socket = server.accept();
        Thread.ofVirtual().start(() -> serve(socket));
      }
    } catch (IOException e) {
      // closed
    }
  }

  private void serve(Socket socket) {
    try (socket) {
      Asked request = read(socket.getInputStream());
      asked.add(request);
      write(request, wish.apply(request).orElseGet(() -> usual(request)), socket);
    } catch (IOException e) {
      // the client has gone
    }
  }

  private static Asked read(InputStream in) throws IOException {
    StringBuilder head = new StringBuilder();
    while (head.indexOf("\r\n\r\n") < 0) {
      int next = in.read();
      if (next < 0) {
        throw new IOException("no request");
      }
      head.append((char) next);
    }
    String[] lines = head.toString().split("\r\n", -1);
    Map<String, String> headers = new TreeMap<>();
    Arrays.stream(lines)
        .skip(1)
        .filter(line -> line.contains(":"))
        .map(line -> line.split(":", 2))
        .forEach(pair -> headers.put(pair[0].toLowerCase(Locale.ROOT), pair[1].strip()));
    String[] words = lines[0].split(" ", -1);
    return new Asked(words[0], words[1], headers);
  }

  private void write(Asked request, Answer answer, Socket socket) throws IOException {
    OutputStream out = socket.getOutputStream();
    byte[] body = answer.body().getBytes(StandardCharsets.UTF_8);
    StringBuilder head = new StringBuilder("HTTP/1.1 " + answer.status() + " Status\r\n");
    answer.headers().forEach((name, value) -> head.append(name + ": " + value + "\r\n"));
    head.append("Content-Length: " + body.length + "\r\nConnection: close\r\n\r\n");
    out.write(head.toString().getBytes(StandardCharsets.ISO_8859_1));
    if (!request.method().equals("HEAD")) {
      out.write(body, 0, Math.min(body.length, answer.sent()));
      if (answer.stalls()) {
        out.flush();
        await();
      }
    }
    out.flush();
  }

  private void await() {
    try {
      closed.await();
    } catch (InterruptedException e) {
      throw new UncheckedIOException(new IOException(e));
    }
  }

  /** A request; header names in lower case. */
  record Asked(String method, String target, Map<String, String> headers) {}

  /**
   * An answer.
   *
   * @param sent bytes of the body after which the connection ends, or stalls
   */
  record Answer(int status, Map<String, String> headers, String body, int sent, boolean stalls) {
    static Answer of(int status, Map<String, String> headers, String body) {
      return new Answer(status, headers, body, Integer.MAX_VALUE, false);
    }

    Answer cutAfter(int bytes) {
      return new Answer(status, headers, body, bytes, false);
    }

    Answer stallingAfter(int bytes) {
      return new Answer(status, headers, body, bytes, true);
    }
  }
}
