package dev.rolloutserver.tools;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.rolloutserver.json.Json;
import dev.rolloutserver.json.JsonLimits;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * An MCP server over HTTP, written by hand after the specification: streamable HTTP at {@code
 * /mcp}, the transport of 2024-11-05 at {@code /old/sse}.
 */
public final class McpServerFixture implements AutoCloseable {
  private static final String SESSION = "session-1";

  private final HttpServer server;
  private final Map<String, Function<Map<?, ?>, Answer>> tools = new LinkedHashMap<>();
  private final List<String> asked = new CopyOnWriteArrayList<>();
  private final List<BlockingQueue<String>> oldSessions = new CopyOnWriteArrayList<>();
  private final CountDownLatch closed = new CountDownLatch(1);
  private final BlockingQueue<String> ended = new ArrayBlockingQueue<>(100);
  private int toolsInAPage = 2;
  private boolean hasEndlessPages;
  private volatile boolean sessionIsForgotten;
  private int initializeStatus = 200;
  private @Nullable String rawInitializeAnswer;

  /** What a tool gives: a JSON-RPC result or error, in one of several ways. */
  public record Answer(
      String member, Object value, boolean inEvents, boolean unanswered, @Nullable String raw) {
    /** A text. */
    public static Answer text(String text) {
      return result(Map.of("content", List.of(Map.of("type", "text", "text", text))));
    }

    static Answer error(String text) {
      return result(
          Map.of("content", List.of(Map.of("type", "text", "text", text)), "isError", true));
    }

    static Answer result(Map<String, ?> result) {
      return new Answer("result", result, false, false, null);
    }

    static Answer fault(int code, String message) {
      return new Answer("error", Map.of("code", code, "message", message), false, false, null);
    }

    /** Any body; "ID" in it is that of the request. */
    static Answer raw(String body) {
      return new Answer("result", Map.of(), false, false, body);
    }

    static Answer never() {
      return new Answer("result", Map.of(), false, true, null);
    }

    /** The same as server-sent events. */
    public Answer asEvents() {
      return new Answer(member, value, true, unanswered, raw);
    }
  }

  /** Starts on a free port. */
  public McpServerFixture() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setExecutor(task -> Thread.ofVirtual().start(task));
    server.createContext("/mcp", this::streamable);
    server.createContext("/old/", this::old);
    server.start();
  }

  /** Offers a tool that takes anything. */
  public McpServerFixture tool(String name, Function<Map<?, ?>, Answer> tool) {
    tools.put(name, tool);
    return this;
  }

  McpServerFixture toolsInAPage(int count) {
    toolsInAPage = count;
    return this;
  }

  /** Each page is followed by the first. */
  McpServerFixture endlessPages() {
    hasEndlessPages = true;
    return this;
  }

  /** No request after this one finds its session. */
  void forgetSession() {
    sessionIsForgotten = true;
  }

  McpServerFixture initializeStatus(int status) {
    initializeStatus = status;
    return this;
  }

  McpServerFixture rawInitializeAnswer(String body) {
    rawInitializeAnswer = body;
    return this;
  }

  /** What a request names as {@code tool_server_url}. */
  public String url() {
    return url("/mcp");
  }

  String url(String path) {
    return "http://127.0.0.1:" + server.getAddress().getPort() + path;
  }

  /** HTTP method and JSON-RPC method of each request. */
  public List<String> asked() {
    return asked;
  }

  /** Waits until a session was ended by the client. */
  public String awaitEnd() throws InterruptedException {
    return ended.take();
  }

  @Override
  public void close() {
    closed.countDown();
    server.stop(0);
  }

  private void streamable(HttpExchange exchange) throws IOException {
    try (exchange) {
      if (!exchange.getRequestMethod().equals("POST")) {
        asked.add(exchange.getRequestMethod());
        boolean end = exchange.getRequestMethod().equals("DELETE");
        exchange.sendResponseHeaders(end ? 200 : 405, -1);
        if (end) {
          ended.add(String.valueOf(exchange.getRequestHeaders().getFirst("Mcp-Session-Id")));
        }
        return;
      }
      Map<?, ?> message = message(exchange);
      String method = String.valueOf(message.get("method"));
      asked.add("POST " + method);
      if (method.equals("initialize") && initializeStatus != 200) {
        exchange.getResponseHeaders().add("Location", url());
        exchange.sendResponseHeaders(initializeStatus, -1);
      } else if (method.equals("initialize") && rawInitializeAnswer != null) {
        send(exchange, "application/json", rawInitializeAnswer);
      } else if (sessionIsForgotten && !method.equals("initialize")) {
        sessionIsForgotten = false;
        exchange.sendResponseHeaders(404, -1);
      } else if (message.get("id") == null) {
        exchange.sendResponseHeaders(202, -1);
      } else {
        exchange.getResponseHeaders().add("Mcp-Session-Id", SESSION);
        answer(exchange, message, method);
      }
    }
  }

  private void answer(HttpExchange exchange, Map<?, ?> message, String method) throws IOException {
    Answer answer = answer(method, parameters(message));
    if (answer.unanswered()) {
      awaitClosed();
      return;
    }
    String body =
        answer.raw() == null
            ? rpc(message, answer)
            : answer.raw().replace("\"ID\"", Json.text(message.get("id")));
    if (answer.inEvents()) {
      send(
          exchange,
          "text/event-stream",
          ": hello\n\nevent: message\nid: 7\ndata: " + body + "\n\n");
    } else {
      send(exchange, "application/json", body);
    }
  }

  private Answer answer(String method, Map<?, ?> parameters) {
    return switch (method) {
      case "initialize" ->
          Answer.result(
              Map.of(
                  "protocolVersion", parameters.get("protocolVersion"),
                  "capabilities", offersTools() ? Map.of("tools", Map.of()) : Map.of(),
                  "serverInfo", Map.of("name", "fixture", "version", "1")));
      case "tools/list" -> page(parameters.get("cursor"));
      case "tools/call" -> {
        Function<Map<?, ?>, Answer> tool = tools.get(String.valueOf(parameters.get("name")));
        yield tool == null
            ? Answer.fault(-32602, "Unknown tool: " + parameters.get("name"))
            : tool.apply((Map<?, ?>) Objects.requireNonNull(parameters.get("arguments")));
      }
      default -> Answer.fault(-32601, "Unknown method: " + method);
    };
  }

  private boolean offersTools() {
    return hasEndlessPages || !tools.isEmpty();
  }

  private Answer page(@Nullable Object cursor) {
    int from = cursor == null ? 0 : Integer.parseInt(cursor.toString());
    List<Object> page = new ArrayList<>();
    tools.keySet().stream().skip(from).limit(toolsInAPage).forEach(name -> page.add(offer(name)));
    Map<String, Object> result = new LinkedHashMap<>();
    result.put("tools", page);
    if (hasEndlessPages) {
      result.put("nextCursor", "0");
    } else if (from + toolsInAPage < tools.size()) {
      result.put("nextCursor", Integer.toString(from + toolsInAPage));
    }
    return Answer.result(result);
  }

  /** A tool whose schema has an order, numbers and words of its own. */
  private static Map<String, Object> offer(String name) {
    Map<String, Object> schema = new LinkedHashMap<>();
    schema.put("type", "object");
    schema.put("properties", Map.of("text", Map.of("type", "string", "maxLength", 5L)));
    schema.put("required", List.of("text"));
    schema.put("additionalProperties", false);
    schema.put("x-vendor", List.of(1.5, 12345678901234567L));
    Map<String, Object> offer = new LinkedHashMap<>();
    offer.put("name", name);
    if (!name.startsWith("bare")) {
      offer.put("description", "Does " + name);
    }
    offer.put("inputSchema", schema);
    return offer;
  }

  /** Answers come on the stream that a GET opened. */
  private void old(HttpExchange exchange) throws IOException {
    try (exchange) {
      if (exchange.getRequestMethod().equals("POST")
          && exchange.getRequestURI().getPath().endsWith("/sse")) {
        exchange.sendResponseHeaders(405, -1);
      } else if (exchange.getRequestMethod().equals("POST")) {
        Map<?, ?> message = message(exchange);
        String method = String.valueOf(message.get("method"));
        asked.add("POST " + method);
        exchange.sendResponseHeaders(202, -1);
        if (message.get("id") != null) {
          String query = exchange.getRequestURI().getQuery();
          int session = Integer.parseInt(query.substring("session=".length()));
          oldSessions.get(session).add(rpc(message, answer(method, parameters(message))));
        }
      } else {
        exchange.getResponseHeaders().add("Content-Type", "text/event-stream");
        exchange.sendResponseHeaders(200, 0);
        OutputStream events = exchange.getResponseBody();
        BlockingQueue<String> answers = new LinkedBlockingQueue<>();
        oldSessions.add(answers);
        int session = oldSessions.indexOf(answers);
        write(events, "event: endpoint\ndata: /old/messages?session=" + session + "\n\n");
        while (closed.getCount() > 0) {
          write(events, "event: message\ndata: " + answers.take() + "\n\n");
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void awaitClosed() {
    try {
      closed.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static String rpc(Map<?, ?> message, Answer answer) {
    Map<String, Object> response = new LinkedHashMap<>();
    response.put("jsonrpc", "2.0");
    response.put("id", Objects.requireNonNull(message.get("id")));
    response.put(answer.member(), answer.value());
    return Json.text(response);
  }

  private static Map<?, ?> message(HttpExchange exchange) throws IOException {
    Object body = Json.read(exchange.getRequestBody(), JsonLimits.DEFAULT);
    return (Map<?, ?>) Objects.requireNonNull(body);
  }

  private static Map<?, ?> parameters(Map<?, ?> message) {
    return message.get("params") instanceof Map<?, ?> parameters ? parameters : Map.of();
  }

  private static void send(HttpExchange exchange, String type, String body) throws IOException {
    byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
    exchange.getResponseHeaders().add("Content-Type", type);
    exchange.sendResponseHeaders(200, bytes.length);
    exchange.getResponseBody().write(bytes);
  }

  private static void write(OutputStream out, String text) throws IOException {
    out.write(text.getBytes(StandardCharsets.UTF_8));
    out.flush();
  }
}
