package dev.rolloutserver.command.demo;

import dev.rolloutserver.deadline.Cancellation;
import dev.rolloutserver.deadline.Deadline;
import dev.rolloutserver.json.Json;
import dev.rolloutserver.json.JsonException;
import dev.rolloutserver.json.JsonLimits;
import dev.rolloutserver.outbound.OutboundException;
import dev.rolloutserver.outbound.OutboundHttp;
import dev.rolloutserver.outbound.OutboundRequest;
import dev.rolloutserver.outbound.OutboundSettings;
import java.net.URI;
import java.time.Duration;
import java.util.Map;

/** Asks a rollout server for rollouts, as a worker does. */
final class RolloutClient implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private final OutboundHttp http =
      new OutboundHttp(new OutboundSettings(Duration.ofSeconds(5), 1 << 24));
  private final URI rollout;

  RolloutClient(String serverUrl) {
    this.rollout = URI.create(serverUrl + "/rollout");
  }

  /**
   * Asks for a rollout and waits for it.
   *
   * @return the answer's members; of an answer that is none, {@code error_message}
   */
  Map<?, ?> ask(Map<String, Object> request) {
    OutboundRequest post =
        new OutboundRequest(
            "POST", rollout, Map.of("Content-Type", "application/json"), Json.write(request));
    try {
      return http.exchange(
          post,
          Deadline.after(PATIENCE),
          new Cancellation(),
          (status, headers, body) ->
              Json.read(body, JsonLimits.DEFAULT) instanceof Map<?, ?> members && status == 200
                  ? members
                  : Map.of("error_message", rollout + " answered " + status));
    } catch (OutboundException | JsonException e) {
      return Map.of("error_message", String.valueOf(e.getMessage()));
    }
  }

  @Override
  public void close() {
    http.close();
  }
}
