package dev.rolloutserver.tools;

import io.modelcontextprotocol.client.McpClient;
import io.modelcontextprotocol.client.McpSyncClient;
import io.modelcontextprotocol.client.transport.HttpClientSseClientTransport;
import io.modelcontextprotocol.client.transport.HttpClientStreamableHttpTransport;
import io.modelcontextprotocol.json.schema.JsonSchemaValidator.ValidationResponse;
import io.modelcontextprotocol.spec.McpClientTransport;
import io.modelcontextprotocol.spec.McpSchema.CallToolRequest;
import io.modelcontextprotocol.spec.McpSchema.CallToolResult;
import io.modelcontextprotocol.spec.McpSchema.Implementation;
import io.modelcontextprotocol.spec.McpSchema.ListToolsResult;
import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A session with an MCP server, with an HTTP client of its own: when it ends, nothing of it is
 * left. It may be used by many threads.
 */
final class McpSession implements AutoCloseable {
  /** Largest message of the server that is read. */
  static final int MAX_MESSAGE_BYTES = 8 * 1024 * 1024;

  /** How long the server may take to hear that the session has ended. */
  private static final Duration GOODBYE = Duration.ofSeconds(2);

  private final ToolServerHttp http;
  private final McpSyncClient client;

  private McpSession(ToolServerHttp http, McpClientTransport transport, Duration limit) {
    this.http = http;
    this.client =
        McpClient.sync(transport)
            .clientInfo(Implementation.builder("rollout-server", "1").build())
            .initializationTimeout(limit)
            .requestTimeout(limit)
            // what a tool answers is for the model to judge
            .jsonSchemaValidator((schema, content) -> ValidationResponse.asValid(null))
            .build();
  }

  /** A session over streamable HTTP, the transport since 2025-03-26. */
  static McpSession streamable(ToolServerUrl url, ToolServerHttp http, Duration limit) {
    McpClientTransport transport =
        HttpClientStreamableHttpTransport.builder(url.origin())
            .endpoint(url.uri().toString())
            .clientBuilder(new GivenHttpClient(http))
            .maxResponseSize(MAX_MESSAGE_BYTES)
            .addHttpRequestCustomizer(
                (request, method, endpoint, body, context) -> refuseListening(request, method))
            .build();
    return new McpSession(http, transport, limit);
  }

  /** A session over HTTP with server-sent events, the transport of 2024-11-05. */
  @SuppressWarnings("deprecation") // as the transport is, which older servers alone speak
  static McpSession events(ToolServerUrl url, ToolServerHttp http, Duration limit) {
    McpClientTransport transport =
        HttpClientSseClientTransport.builder(url.origin())
            .sseEndpoint(url.uri().toString())
            .clientBuilder(new GivenHttpClient(http))
            .maxResponseSize(MAX_MESSAGE_BYTES)
            .build();
    return new McpSession(http, transport, limit);
  }

  /** Asks whether events come from there: the client would wait for them until its time is up. */
  static int eventStatus(ToolServerUrl url, ToolServerHttp http, Duration limit)
      throws IOException, InterruptedException {
    HttpRequest request =
        HttpRequest.newBuilder(url.uri())
            .header("Accept", "text/event-stream")
            .timeout(limit)
            .GET()
            .build();
    HttpResponse<InputStream> response = http.send(request, BodyHandlers.ofInputStream());
    try (InputStream _ = response.body()) {
      boolean events =
          response.headers().firstValue("Content-Type").orElse("").startsWith("text/event-stream");
      return response.statusCode() == 200 && !events ? 406 : response.statusCode();
    }
  }

  void initialize() {
    client.initialize();
  }

  /** Whether it may be asked for tools. */
  boolean hasTools() {
    return client.getServerCapabilities().tools() != null;
  }

  /** One page of tools; null asks for the first. */
  ListToolsResult tools(@Nullable String cursor) {
    return client.listTools(cursor);
  }

  CallToolResult call(String tool, Map<String, @Nullable Object> arguments) {
    return client.callTool(CallToolRequest.builder(tool).arguments(arguments).build());
  }

  /** Says goodbye in the background, then drops what is still open. */
  @Override
  public void close() {
    Thread.ofVirtual().name("tool-server-goodbye").start(this::end);
  }

  private void end() {
    try {
      client.close();
      boolean _ = http.awaitTermination(GOODBYE);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      http.shutdownNow();
    }
  }

  /**
   * Keeps the client from opening the stream on which a server may ask something of it: it offers
   * nothing. A stream that is taken up again, with the id of its last event, is a pending answer.
   */
  private static void refuseListening(HttpRequest.Builder request, String method) {
    if (method.equals("GET")
        && request.copy().build().headers().firstValue("Last-Event-ID").isEmpty()) {
      throw new UnsupportedOperationException("nothing is asked of this client");
    }
  }
}
