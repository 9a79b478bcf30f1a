package dev.rolloutserver.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rolloutserver.conversation.Message;
import dev.rolloutserver.deadline.Cancellation;
import dev.rolloutserver.deadline.Deadline;
import dev.rolloutserver.json.Json;
import dev.rolloutserver.json.JsonLimits;
import dev.rolloutserver.outbound.OutboundHttp;
import dev.rolloutserver.outbound.OutboundRequest;
import dev.rolloutserver.outbound.OutboundSettings;
import java.net.URI;
import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Speaks to a simulated trainer as a rollout server does. */
final class TrainerCaller implements AutoCloseable {
  private final OutboundHttp http =
      new OutboundHttp(new OutboundSettings(Duration.ofSeconds(5), 1 << 24));
  private final URI url;
  private final Map<String, String> headers;

  TrainerCaller(SimulatedTrainer trainer) {
    this(trainer, Map.of("Content-Type", "application/json"));
  }

  TrainerCaller(SimulatedTrainer trainer, Map<String, String> headers) {
    this.url = URI.create(trainer.url() + "/v1/chat/completions");
    this.headers = headers;
  }

  /** Status and body of an answer. */
  record Answer(int status, Map<?, ?> body) {
    Message message() {
      return Message.of(members(choice().get("message")));
    }

    Object finishReason() {
      return Objects.requireNonNull(choice().get("finish_reason"));
    }

    int[] promptIds() {
      return ids("prompt_token_ids");
    }

    int[] tokenIds() {
      return ids("token_ids");
    }

    String detail() {
      return String.valueOf(body.get("detail"));
    }

    private int[] ids(String name) {
      return ((List<?>) Objects.requireNonNull(body.get(name)))
          .stream().mapToInt(id -> ((Long) id).intValue()).toArray();
    }

    private Map<String, @Nullable Object> choice() {
      return members(((List<?>) Objects.requireNonNull(body.get("choices"))).getFirst());
    }

    @SuppressWarnings("unchecked") // objects that were read have strings for names
    private static Map<String, @Nullable Object> members(@Nullable Object value) {
      return (Map<String, @Nullable Object>) Objects.requireNonNull(value);
    }
  }

  /** Asks for a turn; the mask is null, a number of zeros or a list. */
  Answer ask(String rolloutId, List<Message> messages, @Nullable Object mask) {
    Map<String, @Nullable Object> body = new LinkedHashMap<>();
    body.put("rollout_id", rolloutId);
    body.put("messages", messages.stream().map(Message::value).toList());
    body.put("response_mask", mask instanceof Integer zeros ? Collections.nCopies(zeros, 0) : mask);
    return send(Json.write(body));
  }

  Answer send(byte[] body) {
    return http.exchange(
        new OutboundRequest("POST", url, headers, body),
        Deadline.after(Duration.ofSeconds(20)),
        new Cancellation(),
        (status, answerHeaders, stream) -> {
          assertThat(answerHeaders).containsEntry("content-type", "application/json");
          return new Answer(status, (Map<?, ?>) read(stream.readAllBytes()));
        });
  }

  Object health() {
    return read(http.get(url.resolve("/health"), Deadline.after(Duration.ofSeconds(20))).body());
  }

  @Override
  public void close() {
    http.close();
  }

  private static Object read(byte[] body) {
    return Objects.requireNonNull(Json.read(body, JsonLimits.DEFAULT));
  }
}
