package dev.rolloutserver.http;

import dev.rolloutserver.admission.HeldMemory;
import dev.rolloutserver.admission.Refused;
import dev.rolloutserver.deadline.Cancellation;
import dev.rolloutserver.protocol.RequestLimits;
import dev.rolloutserver.protocol.RolloutRequest;
import dev.rolloutserver.registry.BodyDigest;
import dev.rolloutserver.registry.CallerLeft;
import dev.rolloutserver.registry.Rollouts;
import dev.rolloutserver.registry.Submission;
import io.helidon.http.HeaderName;
import io.helidon.http.HeaderNames;
import io.helidon.http.HeaderValues;
import io.helidon.webserver.CloseConnectionException;
import io.helidon.webserver.http.Handler;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * {@code POST /rollout}: runs the rollout in the request's thread, or waits for another thread that
 * runs the same; its last caller can end it by leaving.
 */
final class RolloutRoute implements Handler {
  private static final HeaderName TRACE_PARENT = HeaderNames.create("traceparent");
  private static final HeaderName TRACE_STATE = HeaderNames.create("tracestate");
  private static final int MAX_TRACE_STATE = 512;

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
    try (HeldMemory held = rollouts.holdMemory()) {
      Submission submission = read(request, held);
      Cancellation caller = new Cancellation();
      callers.onGone(caller::cancel);
      try (Heartbeat answer = heartbeats.of(response, caller::cancel)) {
        byte[] json = rollouts.answer(submission, caller);
        if (rollouts.draining() && !response.isSent()) {
          response.header(HeaderValues.CONNECTION_CLOSE);
        }
        answer.send(json);
      }
    } catch (CallerLeft e) {
      throw new CloseConnectionException("the caller has left", e);
    }
  }

  /** Headers of W3C Trace Context; whoever uses them checks them. */
  private static Map<String, String> traceContext(ServerRequest request) {
    Optional<String> parent = request.headers().first(TRACE_PARENT);
    if (parent.isEmpty()) {
      return Map.of();
    }
    Map<String, String> context = new HashMap<>();
    context.put("traceparent", parent.get());
    request
        .headers()
        .first(TRACE_STATE)
        .filter(state -> state.length() <= MAX_TRACE_STATE)
        .ifPresent(state -> context.put("tracestate", state));
    return context;
  }

  /** In a method of its own: the body must not stay on the stack while its rollout runs. */
  private Submission read(ServerRequest request, HeldMemory held) {
    String contentType = request.headers().first(HeaderNames.CONTENT_TYPE).orElse(null);
    byte[] body = body(request, held);
    RolloutRequest asked = RolloutRequest.read(body, contentType, limits);
    String id = asked.rolloutId();
    return new Submission(
        RolloutAnswer.spec(asked, traceContext(request)),
        BodyDigest.of(body),
        held,
        ended -> RolloutAnswer.response(id, ended).json());
  }

  private byte[] body(ServerRequest request, HeldMemory held) {
    try {
      byte[] body = bodies.read(request, held);
      held.read(body);
      return body;
    } catch (Refused e) {
      rollouts.refusedUnread(e.reason());
      throw e;
    }
  }
}
