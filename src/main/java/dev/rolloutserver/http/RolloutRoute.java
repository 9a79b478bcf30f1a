package dev.rolloutserver.http;

import dev.rolloutserver.json.JsonLimits;
import dev.rolloutserver.protocol.RolloutRequest;
import dev.rolloutserver.registry.Rollouts;
import dev.rolloutserver.registry.RunningRollout;
import dev.rolloutserver.rollout.RolloutOutcome;
import io.helidon.http.HeaderNames;
import io.helidon.http.HeaderValues;
import io.helidon.webserver.http.Handler;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.time.Duration;
import java.util.Optional;

/**
 * {@code POST /rollout}: the request waits for its rollout, and watches whether the caller does.
 */
final class RolloutRoute implements Handler {
  /** Most rollouts of quick trainers end before it is worth watching. */
  private static final Duration UNWATCHED = Duration.ofMillis(20);

  /** How long a rollout that was cancelled may take to give what it has. */
  private static final Duration LAST_WORDS = Duration.ofSeconds(5);

  private final Rollouts rollouts;
  private final CallerWatch callers;
  private final BodyLimit bodies;
  private final JsonLimits limits;

  RolloutRoute(Rollouts rollouts, CallerWatch callers, BodyLimit bodies, JsonLimits limits) {
    this.rollouts = rollouts;
    this.callers = callers;
    this.bodies = bodies;
    this.limits = limits;
  }

  @Override
  public void handle(ServerRequest request, ServerResponse response) {
    String contentType = request.headers().first(HeaderNames.CONTENT_TYPE).orElse(null);
    RolloutRequest asked = RolloutRequest.read(bodies.read(request), contentType, limits);
    RunningRollout rollout = rollouts.start(RolloutAnswer.spec(asked));
    RolloutOutcome outcome = await(rollout);
    response
        .header(HeaderValues.CONTENT_TYPE_JSON)
        .send(RolloutAnswer.response(asked.rolloutId(), outcome).json());
  }

  private RolloutOutcome await(RunningRollout rollout) {
    try {
      Optional<RolloutOutcome> quick = rollout.await(UNWATCHED);
      if (quick.isPresent()) {
        return quick.get();
      }
      callers.onGone(rollout::cancel);
      return rollout.await();
    } catch (InterruptedException e) {
      rollout.cancel();
      return lastWords(rollout);
    }
  }

  private static RolloutOutcome lastWords(RunningRollout rollout) {
    try {
      return rollout
          .await(LAST_WORDS)
          .orElseThrow(() -> new IllegalStateException("a cancelled rollout does not end"));
    } catch (InterruptedException e) {
      throw new IllegalStateException("interrupted twice", e);
    }
  }
}
