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

/** What changes rollouts beyond those of the caller: {@code POST /rollout/cancel}. */
final class OperatorRoutes {
  static final String CANCEL = "/rollout/cancel";

  private final Rollouts rollouts;
  private final BodyLimit bodies;
  private final JsonLimits limits;
  private final OperatorGuard guard;

  OperatorRoutes(Rollouts rollouts, BodyLimit bodies, JsonLimits limits, OperatorGuard guard) {
    this.rollouts = rollouts;
    this.bodies = bodies;
    this.limits = limits;
    this.guard = guard;
  }

  void register(HttpRouting.Builder routing) {
    routing.post(CANCEL, guard.around(this::cancel));
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
