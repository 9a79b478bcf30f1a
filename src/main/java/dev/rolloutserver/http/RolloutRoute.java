package dev.rolloutserver.http;

import dev.rolloutserver.deadline.Cancellation;
import dev.rolloutserver.protocol.RequestLimits;
import dev.rolloutserver.protocol.RolloutRequest;
import dev.rolloutserver.registry.Rollouts;
import dev.rolloutserver.rollout.RolloutOutcome;
import io.helidon.http.HeaderNames;
import io.helidon.webserver.http.Handler;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;

/**
 * {@code POST /rollout}: runs the rollout in the request's thread, which its caller can end by
 * leaving.
 */
final class RolloutRoute implements Handler {
  private final Rollouts rollouts;
  private final CallerWatch callers;
  private final BodyLimit bodies;
  private final RequestLimits limits;
  private final Heartbeats heartbeats;

  RolloutRoute(
      Rollouts rollouts,
      CallerWatch callers,
      BodyLimit bodies,
      RequestLimits limits,
      Heartbeats heartbeats) {
    this.rollouts = rollouts;
    this.callers = callers;
    this.bodies = bodies;
    this.limits = limits;
    this.heartbeats = heartbeats;
  }

  @Override
  public void handle(ServerRequest request, ServerResponse response) {
    String contentType = request.headers().first(HeaderNames.CONTENT_TYPE).orElse(null);
    RolloutRequest asked = RolloutRequest.read(bodies.read(request), contentType, limits);
    Cancellation cancellation = new Cancellation();
    callers.onGone(cancellation::cancel);
    try (Heartbeat answer = heartbeats.of(response, cancellation::cancel)) {
      RolloutOutcome outcome = rollouts.run(RolloutAnswer.spec(asked), cancellation);
      answer.send(RolloutAnswer.response(asked.rolloutId(), outcome).json());
    }
  }
}
