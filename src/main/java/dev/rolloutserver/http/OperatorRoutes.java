package dev.rolloutserver.http;

import dev.rolloutserver.admission.HeldMemory;
import dev.rolloutserver.json.Json;
import dev.rolloutserver.json.JsonLimits;
import dev.rolloutserver.protocol.CancelRequest;
import dev.rolloutserver.registry.Rollouts;
import io.helidon.http.Status;
import io.helidon.webserver.http.HttpRouting;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.util.LinkedHashMap;
import java.util.Map;

/** What operators do: {@code POST /rollout/cancel}, and the levels of the log. */
final class OperatorRoutes {
  static final String CANCEL = "/rollout/cancel";

  private final Rollouts rollouts;
  private final BodyLimit bodies;
  private final JsonLimits limits;
  private final OperatorGuard guard;
  private final LogLevelRoute logLevel;

  OperatorRoutes(
      Rollouts rollouts, BodyLimit bodies, JsonLimits limits, OperatorGuard guard, LogControl log) {
    this.rollouts = rollouts;
    this.bodies = bodies;
    this.limits = limits;
    this.guard = guard;
    this.logLevel = new LogLevelRoute(log, rollouts, bodies, limits);
  }

  void register(HttpRouting.Builder routing) {
    routing.post(CANCEL, guard.around(this::cancel));
    routing.get(LogLevelRoute.PATH, guard.around(logLevel::tell));
    routing.head(LogLevelRoute.PATH, guard.around(logLevel::tell));
    routing.put(LogLevelRoute.PATH, guard.around(logLevel::change));
  }

  private void cancel(ServerRequest request, ServerResponse response) {
    CancelRequest which;
    try (HeldMemory held = rollouts.holdMemory()) {
      which = CancelRequest.read(bodies.read(request, held), limits);
    }
    Map<String, String> dispositions = new LinkedHashMap<>();
    rollouts.cancel(which).forEach((id, became) -> dispositions.put(id, became.wireName()));
    JsonAnswer.send(
        request, response, Status.OK_200, Json.write(Map.of("dispositions", dispositions)));
  }
}
