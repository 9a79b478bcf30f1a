package dev.rolloutserver.http;

import io.helidon.http.HeaderName;
import io.helidon.http.HeaderNames;
import io.helidon.http.HttpException;
import io.helidon.http.ServerRequestHeaders;
import io.helidon.http.Status;
import io.helidon.webserver.http.Handler;
import io.helidon.webserver.http.ServerRequest;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.List;

/**
 * Guards what operators do: what changes or shows conversations beyond {@code /rollout} itself.
 * With a server key, {@link KeyCheck} has asked for it; without one it answers on this machine
 * only, and neither through a proxy nor for a page of another site.
 */
final class OperatorGuard {
  private static final List<HeaderName> OF_PROXIES =
      List.of(
          HeaderNames.FORWARDED,
          HeaderNames.X_FORWARDED_FOR,
          HeaderNames.X_FORWARDED_HOST,
          HeaderNames.create("X-Real-IP"),
          HeaderNames.VIA);

  private final ServerKeys keys;

  OperatorGuard(ServerKeys keys) {
    this.keys = keys;
  }

  /** The handler, for those who may use it; the others get 403. */
  Handler around(Handler handler) {
    return (request, response) -> {
      if (!keys.required() && !isLocal(request)) {
        throw new Forbidden();
      }
      handler.handle(request, response);
    };
  }

  private static boolean isLocal(ServerRequest request) {
    ServerRequestHeaders headers = request.headers();
    return isLoopback(request.remotePeer().address())
        && OF_PROXIES.stream().noneMatch(headers::contains)
        && LocalNames.isLocal(
            LocalNames.hostOf("http://" + headers.first(HeaderNames.HOST).orElse("")))
        && headers.all(HeaderNames.ORIGIN, List::of).stream()
            .allMatch(origin -> LocalNames.isLocal(LocalNames.hostOf(origin)));
  }

  private static boolean isLoopback(SocketAddress peer) {
    return peer instanceof InetSocketAddress inet
        && !inet.isUnresolved()
        && inet.getAddress().isLoopbackAddress();
  }

  private static final class Forbidden extends HttpException {
    private static final long serialVersionUID = 1;

    Forbidden() {
      super(
          "Without a server key (ROLLOUT_SERVER_API_KEY) this answers on the server's own machine"
              + " only",
          Status.FORBIDDEN_403,
          true);
    }
  }
}
