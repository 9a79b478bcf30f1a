package dev.rolloutserver.http;

import io.helidon.http.HeaderName;
import io.helidon.http.HeaderNames;
import io.helidon.http.HeaderValues;
import io.helidon.http.Method;
import io.helidon.http.ServerRequestHeaders;
import io.helidon.http.Status;
import io.helidon.webserver.CloseConnectionException;
import io.helidon.webserver.http.Filter;
import io.helidon.webserver.http.FilterChain;
import io.helidon.webserver.http.RoutingRequest;
import io.helidon.webserver.http.RoutingResponse;
import java.util.List;

/**
 * Refuses what a browser sends for a page of another site, where no key is set: whoever runs a
 * server on the own machine and opens such a page would have it start rollouts there.
 */
final class ForeignPages implements Filter {
  private static final HeaderName SEC_FETCH_SITE = HeaderNames.create("Sec-Fetch-Site");
  private static final ErrorBody REFUSAL =
      new ErrorBody(
          "Without a server key (ROLLOUT_SERVER_API_KEY) a page of another origin is not answered");

  private final ServerKeys keys;

  ForeignPages(ServerKeys keys) {
    this.keys = keys;
  }

  @Override
  public void filter(FilterChain chain, RoutingRequest request, RoutingResponse response) {
    if (keys.required() || !isForeign(request)) {
      chain.proceed();
      return;
    }
    response.header(HeaderValues.CONNECTION_CLOSE);
    JsonAnswer.send(request, response, Status.FORBIDDEN_403, REFUSAL);
    UnreadBody.drop(request);
    throw new CloseConnectionException("a page of another origin");
  }

  private static boolean isForeign(RoutingRequest request) {
    ServerRequestHeaders headers = request.headers();
    String host = headers.first(HeaderNames.HOST).orElse("");
    for (String origin : headers.all(HeaderNames.ORIGIN, List::of)) {
      if (!isOwn(origin, host)) {
        return true;
      }
    }
    return crossSite(headers) && !isRead(request);
  }

  /**
   * A page of this machine, or of the server under its address; a name can be made to lead here.
   */
  private static boolean isOwn(String origin, String host) {
    String name = LocalNames.hostOf(origin);
    return LocalNames.isLocal(name)
        || (LocalNames.isAddress(name)
            && (origin.equals("http://" + host) || origin.equals("https://" + host)));
  }

  private static boolean crossSite(ServerRequestHeaders headers) {
    return headers.all(SEC_FETCH_SITE, List::of).contains("cross-site");
  }

  /** Such as a link that is followed: the other page does not see the answer. */
  private static boolean isRead(RoutingRequest request) {
    Method method = request.prologue().method();
    return method.equals(Method.GET) || method.equals(Method.HEAD);
  }
}
