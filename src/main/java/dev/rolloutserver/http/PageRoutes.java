package dev.rolloutserver.http;

import dev.rolloutserver.http.Playground.Refusal;
import dev.rolloutserver.json.Json;
import dev.rolloutserver.protocol.RequestLimits;
import dev.rolloutserver.registry.Rollouts;
import io.helidon.http.HeaderNames;
import io.helidon.http.Method;
import io.helidon.http.NotFoundException;
import io.helidon.http.Status;
import io.helidon.webserver.http.HttpRouting;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Semaphore;
import org.jspecify.annotations.Nullable;

/** The page below {@code /ui}, and what it asks the server, for operators only. */
final class PageRoutes {
  private static final String PLAYGROUND = "/ui/api/playground";
  private static final int MAX_STREAMS = 32;

  private final PageState state;
  private final PageFiles files = new PageFiles();
  private final Playground playground;
  private final CallerWatch callers;
  private final OperatorGuard guard;
  private final Semaphore streams = new Semaphore(MAX_STREAMS);

  PageRoutes(
      Page page,
      PageState state,
      List<? extends Map<String, ?>> tools,
      Rollouts rollouts,
      CallerWatch callers,
      RequestLimits limits,
      OperatorGuard guard) {
    this.state = state;
    this.playground = new Playground(state, page.formats(), tools, rollouts, limits);
    this.callers = callers;
    this.guard = guard;
  }

  void register(HttpRouting.Builder routing) {
    Routes.get(routing, "/ui", guard.around(files::handle));
    Routes.get(routing, "/ui/", guard.around(files::handle));
    Routes.get(routing, "/ui/api/overview", guard.around(this::overview));
    Routes.get(routing, "/ui/api/rollouts", guard.around(this::rollouts));
    Routes.get(routing, "/ui/api/rollouts/{key}", guard.around(this::rollout));
    Routes.get(routing, "/ui/api/rollouts/{key}/turns/{turn}/tokens", guard.around(this::tokens));
    routing.get("/ui/api/events", guard.around(this::events));
    Routes.only(routing, "/ui/api/events", Method.GET);
    routing.get(PLAYGROUND, guard.around(playground::offer));
    routing.post(PLAYGROUND, guard.around(playground::render));
    Routes.only(routing, PLAYGROUND, Method.GET, Method.POST);
    Routes.get(routing, "/ui/{name}", guard.around(files::handle));
  }

  private void overview(ServerRequest request, ServerResponse response) {
    send(request, response, state.overview());
  }

  private void rollouts(ServerRequest request, ServerResponse response) {
    send(request, response, state.rollouts(PageQuery.of(request)));
  }

  private void rollout(ServerRequest request, ServerResponse response) {
    send(request, response, state.rollout(key(request)).orElseThrow(PageRoutes::gone));
  }

  private void tokens(ServerRequest request, ServerResponse response) {
    long turn = PageQuery.number(request.path().pathParameters().get("turn"));
    int number = (int) Math.min(turn, Integer.MAX_VALUE);
    send(request, response, state.tokens(key(request), number).orElseThrow(PageRoutes::gone));
  }

  private void events(ServerRequest request, ServerResponse response) {
    PageQuery query = PageQuery.of(request);
    if (!streams.tryAcquire()) {
      throw new Refusal(
          Status.SERVICE_UNAVAILABLE_503, "As many as " + MAX_STREAMS + " streams are open");
    }
    try {
      response.header(HeaderNames.CONTENT_TYPE, "text/event-stream; charset=utf-8");
      PageStream stream = new PageStream(state, query, response.outputStream());
      callers.onGone(stream::leave);
      stream.run();
    } finally {
      streams.release();
    }
  }

  private static long key(ServerRequest request) {
    return PageQuery.number(request.path().pathParameters().get("key"));
  }

  private static NotFoundException gone() {
    return new NotFoundException("It runs no more, and is not kept any more");
  }

  private static void send(
      ServerRequest request,
      ServerResponse response,
      Map<String, ? extends @Nullable Object> value) {
    JsonAnswer.send(request, response, Status.OK_200, Json.write(value));
  }
}
