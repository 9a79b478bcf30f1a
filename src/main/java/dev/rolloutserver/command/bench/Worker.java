package dev.rolloutserver.command.bench;

import dev.rolloutserver.deadline.Cancellation;
import dev.rolloutserver.deadline.Deadline;
import dev.rolloutserver.json.Json;
import dev.rolloutserver.json.JsonException;
import dev.rolloutserver.json.JsonLimits;
import dev.rolloutserver.outbound.DestinationPolicy;
import dev.rolloutserver.outbound.OutboundException;
import dev.rolloutserver.outbound.OutboundHttp;
import dev.rolloutserver.outbound.OutboundRequest;
import dev.rolloutserver.outbound.OutboundSettings;
import dev.rolloutserver.simulation.load.LoadScenario;
import dev.rolloutserver.simulation.load.LoadTrainer;
import java.net.URI;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Asks a server for rollouts, and looks whether each is what it should be. */
final class Worker implements AutoCloseable {
  private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(10);

  private static final int MAX_ANSWER_BYTES = 1 << 26;

  private final OutboundHttp http;
  private final URI rollout;
  private final Map<String, String> headers;
  private final String trainerUrl;
  private final String tokenizer;

  Worker(String serverUrl, ServerAccess access, String trainerUrl, String tokenizer) {
    this.http =
        new OutboundHttp(
            new OutboundSettings(
                CONNECT_TIMEOUT,
                Duration.ZERO,
                MAX_ANSWER_BYTES,
                DestinationPolicy.OPEN,
                access.tls()));
    this.headers = access.headers();
    this.rollout = URI.create(serverUrl + "/rollout");
    this.trainerUrl = trainerUrl;
    this.tokenizer = tokenizer;
  }

  /** Asks for a rollout and waits for it, however it ends. */
  Played play(LoadScenario scenario, long number, Duration patience) {
    OutboundRequest request =
        new OutboundRequest("POST", rollout, headers, Json.write(body(scenario, number)));
    long start = System.nanoTime();
    Optional<String> failure;
    try {
      failure =
          http.exchange(
              request,
              Deadline.after(patience),
              new Cancellation(),
              (status, headers, answer) ->
                  status == 200
                      ? failure(scenario, number, Json.read(answer, JsonLimits.DEFAULT))
                      : Optional.of("the server answered " + status));
    } catch (OutboundException | JsonException e) {
      failure = Optional.of(String.valueOf(e.getMessage()));
    }
    return new Played(scenario.id(number), start, System.nanoTime(), failure.orElse(null));
  }

  @Override
  public void close() {
    http.close();
  }

  private Map<String, Object> body(LoadScenario scenario, long number) {
    Map<String, Object> body = new LinkedHashMap<>();
    body.put("rollout_id", scenario.id(number));
    body.put("server_url", trainerUrl);
    body.put("messages", scenario.messages(number));
    body.put("sampling_params", Map.of("temperature", 1.0, "max_tokens", 1024));
    body.put("tokenizer_name", tokenizer);
    body.put("max_turns", 100);
    body.put("max_tokens_total", 1_000_000);
    body.put("callback_api_key", LoadTrainer.KEY);
    return body;
  }

  /** What is wrong with an answer; empty where nothing is. */
  static Optional<String> failure(LoadScenario scenario, long number, @Nullable Object answer) {
    if (!(answer instanceof Map<?, ?> members)) {
      return Optional.of("the answer is no object");
    }
    if (!"COMPLETED".equals(members.get("status"))) {
      return Optional.of("ended as " + members.get("status") + ": " + members.get("error_message"));
    }
    if (!"stop".equals(members.get("finish_reason"))) {
      return Optional.of("ended with finish_reason " + members.get("finish_reason"));
    }
    if (members.get("metrics") instanceof Map<?, ?> metrics
        && metrics.get("num_llm_calls") instanceof Number calls
        && calls.intValue() != scenario.calls()) {
      return Optional.of(
          "num_llm_calls is " + calls + ", but the model was called " + scenario.calls());
    }
    boolean whole =
        members.get("final_messages") instanceof List<?> messages
            && !messages.isEmpty()
            && messages.getLast() instanceof Map<?, ?> last
            && scenario.lastWords(number).equals(last.get("content"));
    return whole
        ? Optional.empty()
        : Optional.of("final_messages does not end with what the model said last");
  }
}
