package dev.rolloutserver.http;

import dev.rolloutserver.json.Json;
import dev.rolloutserver.protocol.RequestLimits;
import dev.rolloutserver.registry.Rollouts;
import io.helidon.http.HeaderNames;
import io.helidon.http.HeaderValues;
import io.helidon.http.HttpException;
import io.helidon.http.Method;
import io.helidon.http.Status;
import io.helidon.webserver.http.Handler;
import io.helidon.webserver.http.HttpRouting;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** What is served at which path; the program and the tests register the same. */
public final class Routes {
  /** Where Helidon tells them. */
  private static final String METRICS = "/observe/metrics";

  private final Supplier<HealthReport> health;
  private final byte[] tools;
  private final byte[] description = resource("openapi.json");
  private final Rollouts rollouts;
  private final BodyLimit bodies;
  private final RolloutRoute rollout;
  private final OperatorRoutes operators;
  private final CallerWatch callers;
  private final ServerKeys keys;
  private final ExchangeObserver observer;
  private final @Nullable PageRoutes page;

  /**
   * Routes over the parts that answer them.
   *
   * @param tools elements of {@code GET /tools}
   * @param limits of a request for a rollout
   * @param keys of which callers must show one
   * @param heartbeats of rollouts, told when they are admitted
   * @param log whose levels operators may change
   * @param page what is served below {@code /ui}; null for nothing
   */
  public Routes(
      Supplier<HealthReport> health,
      List<? extends Map<String, ?>> tools,
      Rollouts rollouts,
      CallerWatch callers,
      RequestLimits limits,
      ServerKeys keys,
      Heartbeats heartbeats,
      LogControl log,
      ExchangeObserver observer,
      @Nullable Page page) {
    this.health = health;
    this.tools = Json.write(Map.of("tools", tools));
    this.bodies = new BodyLimit(limits.json().maxBytes());
    this.rollouts = rollouts;
    this.rollout = new RolloutRoute(rollouts, callers, bodies, limits, heartbeats);
    OperatorGuard guard = new OperatorGuard(keys);
    this.operators = new OperatorRoutes(rollouts, bodies, limits.json(), guard, log);
    this.page =
        page == null
            ? null
            : new PageRoutes(
                page,
                new PageState(page, health, rollouts::draining, Clock.systemUTC()),
                tools,
                rollouts,
                callers,
                limits,
                guard);
    this.callers = callers;
    this.keys = keys;
    this.observer = observer;
  }

  /** Registers every route, the filters and the error answers. */
  public void register(HttpRouting.Builder routing) {
    ErrorAnswers.register(routing);
    routing.addFilter(callers);
    routing.addFilter(new SecurityHeaders());
    routing.addFilter(new ConnectionEnd(rollouts::draining));
    routing.addFilter((chain, request, response) -> {
      chain.proceed();
      observer.answered(request.prologue().method().text(), response.status().code());
    });
    routing.addFilter(new RequestFraming());
    routing.addFilter(new KeyCheck(keys, path -> page != null && PageFiles.isPath(path)));
    routing.addFilter(new ForeignPages(keys));
    routing.addFilter(bodies);
    get(
        routing,
        "/health",
        (request, response) -> JsonAnswer.send(request, response, Status.OK_200, health.get()));
    get(
        routing,
        "/tools",
        (request, response) -> JsonAnswer.send(request, response, Status.OK_200, tools));
    get(
        routing,
        "/openapi.json",
        (request, response) -> JsonAnswer.send(request, response, Status.OK_200, description));
    get(routing, "/metrics", (request, response) -> response.reroute(METRICS));
    routing.any(
        METRICS + "[/{+part}]",
        (request, response) -> {
          observer.metricsAsked();
          response.next();
        });
    routing.post("/rollout", rollout);
    only(routing, "/rollout", Method.POST);
    operators.register(routing);
    only(routing, OperatorRoutes.CANCEL, Method.POST);
    only(routing, LogLevelRoute.PATH, Method.GET, Method.HEAD, Method.PUT);
    if (page != null) {
      page.register(routing);
    }
  }

  private static byte[] resource(String name) {
    try (InputStream in = Routes.class.getResourceAsStream(name)) {
      return Objects.requireNonNull(in, name).readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static void get(HttpRouting.Builder routing, String path, Handler handler) {
    routing.get(path, handler);
    routing.head(path, handler);
    only(routing, path, Method.GET, Method.HEAD);
  }

  static void only(HttpRouting.Builder routing, String path, Method... allowed) {
    routing.any(
        path,
        (request, response) -> {
          throw new MethodNotAllowed(allowed);
        });
  }

  private static final class MethodNotAllowed extends HttpException {
    private static final long serialVersionUID = 1;

    MethodNotAllowed(Method... allowed) {
      super("Method Not Allowed", Status.METHOD_NOT_ALLOWED_405, true);
      String[] names = new String[allowed.length];
      for (int i = 0; i < names.length; i++) {
        names[i] = allowed[i].text();
      }
      header(HeaderValues.create(HeaderNames.ALLOW, String.join(", ", names)));
    }
  }
}
