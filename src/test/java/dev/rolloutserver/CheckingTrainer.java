package dev.rolloutserver;

import dev.rolloutserver.json.Json;
import dev.rolloutserver.json.JsonLimits;
import dev.rolloutserver.template.TemplateException;
import io.helidon.common.socket.SocketOptions;
import io.helidon.http.HeaderValues;
import io.helidon.http.Status;
import io.helidon.webserver.WebServer;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.io.IOException;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;

/**
 * A trainer over HTTP that answers with what it is told to say, records every call and computes
 * each mask anew: a mask that is not the formula's is answered 422. For one rollout at a time.
 */
final class CheckingTrainer implements AutoCloseable {
  private final WebServer server;
  private final WholeTextModel model;
  private final List<?> tools;
  private final List<Call> calls = new ArrayList<>();
  private final List<String> violations = new ArrayList<>();
  private List<Said> script = List.of();

  CheckingTrainer(WholeTextModel model, List<?> tools) {
    this.model = model;
    this.tools = tools;
    this.server =
        WebServer.builder()
            .featuresDiscoverServices(false)
            .address(InetAddress.getLoopbackAddress())
            .port(0)
            .shutdownHook(false)
            .connectionOptions((SocketOptions.Builder options) -> options.tcpNoDelay(true))
            .routing(routing -> routing.post("/v1/chat/completions", this::complete))
            .build()
            .start();
  }

  /**
   * What the model says in one turn.
   *
   * @param message the assistant message, as it travels
   * @param tokens how many tokens it is said to have; null for those that it really has
   */
  record Said(Map<String, ? extends @Nullable Object> message, @Nullable Integer tokens) {}

  /**
   * A call that was made.
   *
   * @param promptLength tokens of the prompt, counted whole
   * @param answerLength tokens that were answered
   * @param expected zeros that the formula asks for; null where there is no mask
   */
  record Call(Map<?, ?> body, int promptLength, int answerLength, @Nullable Integer expected) {
    List<?> messages() {
      return (List<?>) Objects.requireNonNull(body.get("messages"));
    }

    @Nullable Object mask() {
      return body.get("response_mask");
    }
  }

  String url() {
    return "http://127.0.0.1:" + server.port();
  }

  /** Forgets what was and says this in the next rollout; the last turn is repeated. */
  synchronized void play(List<Said> turns) {
    script = List.copyOf(turns);
    calls.clear();
    violations.clear();
  }

  /** The calls that were made, in order. */
  synchronized List<Call> calls() {
    return List.copyOf(calls);
  }

  /** What was wrong with them. */
  synchronized List<String> violations() {
    return List.copyOf(violations);
  }

  @Override
  public void close() {
    server.stop();
  }

  private void complete(ServerRequest request, ServerResponse response) throws IOException {
    Map<?, ?> body =
        (Map<?, ?>)
            Objects.requireNonNull(Json.read(request.content().inputStream(), JsonLimits.DEFAULT));
    Map<String, Object> answer = answer(body);
    response
        .status(Status.create(answer == null ? 422 : 200))
        .header(HeaderValues.CONTENT_TYPE_JSON)
        .send(Json.write(answer == null ? Map.of("detail", violations().getLast()) : answer));
  }

  private synchronized @Nullable Map<String, Object> answer(Map<?, ?> body) {
    List<?> messages = (List<?>) Objects.requireNonNull(body.get("messages"));
    String prompt = model.render(messages, tools, true);
    long[] promptIds = model.ids(prompt);
    Integer expected = null;
    if (!calls.isEmpty()) {
      Call last = calls.getLast();
      expected = promptIds.length - (last.promptLength() + last.answerLength());
    }
    Said said = script.get(Math.min(calls.size(), script.size() - 1));
    long[] sampled = sampled(said, messages, prompt);
    calls.add(
        new Call(
            body,
            promptIds.length,
            sampled.length,
            Integer.valueOf(0).equals(expected) ? null : expected));
    String wrong = wrong(body, expected);
    if (wrong != null) {
      violations.add("call " + calls.size() + ": " + wrong);
      return null;
    }
    Map<String, Object> answer = new LinkedHashMap<>();
    answer.put("id", "c" + calls.size());
    answer.put("object", "chat.completion");
    answer.put("created", 1L);
    answer.put("model", "m");
    answer.put(
        "choices",
        List.of(Map.of("index", 0L, "message", said.message(), "finish_reason", "stop")));
    answer.put("token_ids", list(sampled));
    answer.put("logprobs", Collections.nCopies(sampled.length, -0.5));
    answer.put("prompt_token_ids", list(promptIds));
    return answer;
  }

  private static @Nullable String wrong(Map<?, ?> body, @Nullable Integer expected) {
    if (!body.containsKey("response_mask")) {
      return "no response_mask";
    }
    Object mask = body.get("response_mask");
    if (expected == null || expected == 0) {
      return mask == null ? null : "a mask where there must be none";
    }
    List<?> zeros = expected < 0 ? List.of() : Collections.nCopies(expected, 0L);
    if (!zeros.equals(mask)) {
      int length = mask instanceof List<?> list ? list.size() : 0;
      return "a mask of " + length + " instead of " + expected + " zeros";
    }
    return null;
  }

  /** The tokens that turn the prompt into the text which holds the answer. */
  private long[] sampled(Said said, List<?> messages, String prompt) {
    if (said.tokens() != null) {
      return LongStream.range(0, said.tokens()).map(i -> i % 100).toArray();
    }
    List<@Nullable Object> answered = new ArrayList<>(messages);
    answered.add(withoutNulls(said.message()));
    String whole;
    try {
      whole = model.render(answered, tools, false);
    } catch (TemplateException e) {
      // the server will meet the same when it makes the next prompt
      return new long[] {1};
    }
    int same = 0;
    while (same < Math.min(prompt.length(), whole.length())
        && prompt.charAt(same) == whole.charAt(same)) {
      same++;
    }
    return model.ids(whole.substring(same).stripTrailing());
  }

  /** As the protocol says: a null member is absent, but not the content. */
  private static Map<String, @Nullable Object> withoutNulls(
      Map<String, ? extends @Nullable Object> message) {
    Map<String, @Nullable Object> kept = new LinkedHashMap<>();
    message.forEach((name, value) -> {
      if (value != null || name.equals("content")) {
        kept.put(name, value);
      }
    });
    return kept;
  }

  private static List<Long> list(long[] ids) {
    return Arrays.stream(ids).boxed().toList();
  }
}
