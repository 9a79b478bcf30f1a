package dev.rolloutserver.tools;

import dev.rolloutserver.deadline.Cancellation;
import dev.rolloutserver.deadline.Deadline;
import dev.rolloutserver.outbound.OutboundHttp;

/** Opens the MCP servers that rollouts name. Safe for use by many threads. */
public final class ToolServers {
  private final OutboundHttp http;
  private final int maxOutputCharacters;

  /**
   * Servers that are spoken to over this client.
   *
   * @param http knows where connections may lead; its cap on answers is that of a whole session
   * @param maxOutputCharacters what the model is told of one call at most
   */
  public ToolServers(OutboundHttp http, int maxOutputCharacters) {
    this.http = http;
    this.maxOutputCharacters = maxOutputCharacters;
  }

  /**
   * Opens a session and asks for all tools.
   *
   * @param url where streamable HTTP is spoken, or the older transport with events; without a path
   *     it means {@code /mcp}
   * @param deadline by which it must be open; what is left until then is the limit of each request,
   *     also later
   * @param cancellation ends the opening; a call ends when its thread is interrupted
   * @throws ToolServerException if there is no server that can be used
   */
  public McpToolServer open(String url, Deadline deadline, Cancellation cancellation) {
    return McpToolServer.open(
        url, new ToolServerHttp(http), maxOutputCharacters, deadline, cancellation);
  }
}
