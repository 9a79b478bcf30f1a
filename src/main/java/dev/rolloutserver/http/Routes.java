package dev.rolloutserver.http;

import io.helidon.http.HeaderNames;
import io.helidon.http.HeaderValues;
import io.helidon.http.HttpException;
import io.helidon.http.Method;
import io.helidon.http.Status;
import io.helidon.webserver.http.Handler;
import io.helidon.webserver.http.HttpRouting;
import java.util.function.Supplier;

/** What is served at which path; the program and the tests register the same. */
public final class Routes {
  private final Supplier<HealthReport> health;
  private final ExchangeObserver observer;

  /** Routes over the parts that answer them. */
  public Routes(Supplier<HealthReport> health, ExchangeObserver observer) {
    this.health = health;
    this.observer = observer;
  }

  /** Registers every route, the filters and the error answers. */
  public void register(HttpRouting.Builder routing) {
    ErrorAnswers.register(routing);
    routing.addFilter(new ConnectionEnd());
    routing.addFilter((chain, request, response) -> {
      chain.proceed();
      observer.answered(request.prologue().method().text(), response.status().code());
    });
    routing.addFilter(new RequestFraming());
    get(
        routing,
        "/health",
        (request, response) -> JsonAnswer.send(request, response, Status.OK_200, health.get()));
    get(routing, "/metrics", (request, response) -> response.reroute("/observe/metrics"));
  }

  private static void get(HttpRouting.Builder routing, String path, Handler handler) {
    routing.get(path, handler);
    routing.head(path, handler);
    routing.any(
        path,
        (request, response) -> {
          throw new MethodNotAllowed(Method.GET, Method.HEAD);
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
