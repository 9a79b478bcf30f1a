package dev.rolloutserver.tools;

import dev.rolloutserver.deadline.Cancellation;
import dev.rolloutserver.deadline.Cancellation.Registration;
import dev.rolloutserver.deadline.Deadline;
import io.modelcontextprotocol.spec.McpSchema;
import io.modelcontextprotocol.spec.McpSchema.ListToolsResult;
import java.io.IOException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * An MCP server, and the tools that it offered when it was opened. Whoever opens it closes it;
 * closing does not wait.
 */
public final class McpToolServer implements AutoCloseable {
  static final int MAX_TOOLS = 256;

  /** A request that meets its own limit tells more. */
  private static final Duration SLACK = Duration.ofMillis(200);

  private static final Set<Integer> OLDER = Set.of(400, 404, 405);

  private final McpSession session;
  private final List<Tool> tools;

  private McpToolServer(McpSession session, List<Tool> tools) {
    this.session = session;
    this.tools = tools;
  }

  /** As {@link ToolServers#open}; the client is for this session alone. */
  static McpToolServer open(
      String url,
      ToolServerHttp http,
      int maxOutputCharacters,
      Deadline deadline,
      Cancellation cancellation) {
    ToolServerUrl server = ToolServerUrl.read(url);
    // zero is no limit that the client takes
    Duration limit = deadline.remaining().plusMillis(1);
    Thread alarm = Thread.ofVirtual().start(() -> closeAfter(limit.plus(SLACK), http));
    try (Registration _ = cancellation.onCancel(http::shutdownNow)) {
      McpSession session = session(server, http, limit);
      return new McpToolServer(
          session, tools(server, session, maxOutputCharacters, deadline, limit));
    } catch (RuntimeException e) {
      http.shutdownNow();
      if (!alarm.isAlive()) {
        throw new ToolServerException(
            message(server, "was not open within " + limit.toMillis() / 1000.0 + " s"));
      }
      throw e instanceof ToolServerException known ? known : unusable(server, e, limit);
    } finally {
      alarm.interrupt();
    }
  }

  /** Each request has its own limit; this is that of the opening as a whole. */
  private static void closeAfter(Duration limit, ToolServerHttp http) {
    try {
      Thread.sleep(limit);
      http.shutdownNow();
    } catch (InterruptedException e) {
      // it was opened, or failed, in time
    }
  }

  /** What it offers, in its order. */
  public List<Tool> tools() {
    return tools;
  }

  @Override
  public void close() {
    session.close();
  }

  private static McpSession session(ToolServerUrl url, ToolServerHttp http, Duration limit) {
    if (!url.isOfEvents()) {
      try {
        return initialized(McpSession.streamable(url, http, limit));
      } catch (RuntimeException e) {
        if (!mayBeOlder(e) || eventStatus(url, http, limit) != 200) {
          throw e;
        }
      }
    } else {
      int status = eventStatus(url, http, limit);
      if (status != 200) {
        throw new ToolServerException(message(url, McpFailure.predicate(status)));
      }
    }
    return initialized(McpSession.events(url, http, limit));
  }

  private static McpSession initialized(McpSession session) {
    session.initialize();
    return session;
  }

  /** Whether a server of the older transport answers so, as the specification says. */
  private static boolean mayBeOlder(RuntimeException failure) {
    return OLDER.contains(McpFailure.status(failure).orElse(0));
  }

  private static int eventStatus(ToolServerUrl url, ToolServerHttp http, Duration limit) {
    try {
      return McpSession.eventStatus(url, http, limit);
    } catch (IOException e) {
      throw unusable(url, e, limit);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new ToolServerException(message(url, "was not waited for"));
    }
  }

  private static List<Tool> tools(
      ToolServerUrl url,
      McpSession session,
      int maxOutputCharacters,
      Deadline deadline,
      Duration limit) {
    if (!session.hasTools()) {
      return List.of();
    }
    Map<String, Tool> tools = new LinkedHashMap<>();
    @Nullable String cursor = null;
    do {
      if (deadline.passed()) {
        throw new ToolServerException(
            message(url, "did not list its tools within " + limit.toMillis() / 1000.0 + " s"));
      }
      ListToolsResult page = session.tools(cursor);
      for (McpSchema.Tool offered : page.tools()) {
        if (tools.put(offered.name(), new McpTool(offered, session, limit, maxOutputCharacters))
            != null) {
          throw new ToolServerException(
              message(url, "offers two tools with the name " + Quoted.text(offered.name())));
        }
        if (tools.size() > MAX_TOOLS) {
          throw new ToolServerException(message(url, "offers more than " + MAX_TOOLS + " tools"));
        }
      }
      cursor = page.nextCursor();
    } while (cursor != null && !cursor.isEmpty());
    return List.copyOf(tools.values());
  }

  private static ToolServerException unusable(ToolServerUrl url, Throwable e, Duration limit) {
    return new ToolServerException(message(url, McpFailure.predicate(e, limit)));
  }

  private static String message(ToolServerUrl url, String predicate) {
    return "The tool server " + url + " " + predicate;
  }
}
