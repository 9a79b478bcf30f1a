package dev.rolloutserver.tools;

import dev.rolloutserver.outbound.OutboundException;
import io.modelcontextprotocol.client.transport.McpHttpClientTransportAuthorizationException;
import io.modelcontextprotocol.spec.McpError;
import io.modelcontextprotocol.spec.McpTransportException;
import java.io.IOException;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.Objects;
import java.util.OptionalInt;
import java.util.concurrent.TimeoutException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What an exception of the MCP client means, in words that hold nothing of a conversation. */
final class McpFailure {
  private static final String NOT_MCP = "answered what is not MCP";

  /** These are told in messages only; other messages hold what the server sent. */
  private static final Pattern STATUS = Pattern.compile("(?i)status code: ?(\\d{3})$");

  private static final String SESSION_LOST = "MCP session with server terminated";
  private static final String TOO_MUCH =
      "answered more than " + McpSession.MAX_MESSAGE_BYTES + " bytes";
  private static final String TOO_LARGE = "exceeds the maximum allowed size";

  private McpFailure() {}

  /** What the server did, such as {@code answered 500}. */
  static String predicate(Throwable failure, Duration limit) {
    for (Throwable e = failure; e != null; e = e.getCause()) {
      String known = known(e, limit);
      if (known != null) {
        return known;
      }
    }
    return NOT_MCP;
  }

  static String predicate(int status) {
    return status / 100 == 2 ? NOT_MCP : "answered " + status;
  }

  /** The HTTP status that made the call fail, if one did. */
  static OptionalInt status(Throwable failure) {
    for (Throwable e = failure; e != null; e = e.getCause()) {
      if (e instanceof McpHttpClientTransportAuthorizationException refusal) {
        return OptionalInt.of(refusal.getResponseInfo().statusCode());
      }
      if (e instanceof McpTransportException && e.getCause() == null) {
        Matcher status = STATUS.matcher(String.valueOf(e.getMessage()));
        return status.find()
            ? OptionalInt.of(Integer.parseInt(status.group(1)))
            : OptionalInt.empty();
      }
    }
    return OptionalInt.empty();
  }

  private static @Nullable String known(Throwable e, Duration limit) {
    return switch (e) {
      case McpError error -> "refuses: " + Quoted.text(String.valueOf(error.getMessage()));
      case McpTransportException answer -> ofTransport(answer);
      case TimeoutException _ -> late(limit);
      case OutboundException outbound -> ofOutbound(outbound, limit);
      // what they hold tells more
      case IOException _
          when e.getCause() instanceof OutboundException
              || e.getCause() instanceof TimeoutException ->
          null;
      case IOException _ -> "broke the connection";
      case Throwable _ -> SESSION_LOST.equals(e.getMessage()) ? "has forgotten the session" : null;
    };
  }

  private static String ofOutbound(OutboundException e, Duration limit) {
    return switch (e.kind()) {
      case CONNECT ->
          e.getCause() instanceof UnknownHostException
              ? "cannot be reached: unknown host"
              : "cannot be reached: no connection";
      case CONNECT_TIMEOUT -> "cannot be reached: no connection";
      case UNTRUSTED -> "cannot be reached: TLS failed";
      // the whole message has the URL, whose query may hold a secret
      case FORBIDDEN -> "is not called: " + Objects.requireNonNull(e.getCause()).getMessage();
      case FIRST_BYTE_TIMEOUT, TIMEOUT -> late(limit);
      case BROKEN, CANCELLED -> "broke the connection";
      case TOO_LARGE -> TOO_MUCH;
    };
  }

  private static String late(Duration limit) {
    return "did not answer within " + limit.toMillis() / 1000.0 + " s";
  }

  private static String ofTransport(McpTransportException answer) {
    OptionalInt status = status(answer);
    if (status.isPresent()) {
      return predicate(status.getAsInt());
    }
    return String.valueOf(answer.getMessage()).contains(TOO_LARGE) ? TOO_MUCH : NOT_MCP;
  }
}
