package dev.rolloutserver.simulation;

import dev.rolloutserver.hub.ModelFiles;
import dev.rolloutserver.json.Json;
import dev.rolloutserver.json.JsonException;
import dev.rolloutserver.json.JsonLimits;
import dev.rolloutserver.outbound.BearerKey;
import dev.rolloutserver.template.TemplateException;
import dev.rolloutserver.tokenizer.TokenizerException;
import io.helidon.http.HeaderNames;
import io.helidon.http.HeaderValues;
import io.helidon.http.Status;
import io.helidon.webserver.http.HttpRouting;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Clock;
import java.time.ZoneId;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * A trainer over HTTP that plays a script with a real tokenizer and template, and checks every mask
 * by the protocol's formula: a mask that does not fit is answered 422 and counted.
 */
public final class SimulatedTrainer implements AutoCloseable {
  private static final String LOOPBACK = "127.0.0.1";

  private final TrainerSettings settings;
  private final SimulatedModel model;
  private final Script script;
  private final Consumer<Completion> observer;
  private final Clock clock;
  private final Sessions sessions;
  private final TrainerListener listener;
  private final AtomicLong answered = new AtomicLong();
  private final AtomicLong violations = new AtomicLong();

  private SimulatedTrainer(
      TrainerSettings settings,
      SimulatedModel model,
      Script script,
      Consumer<Completion> observer,
      Clock clock) {
    this.settings = settings;
    this.model = model;
    this.script = script;
    this.observer = observer;
    this.clock = clock;
    this.sessions = new Sessions(settings.maxSessions());
    this.listener = TrainerListener.open(LOOPBACK, settings.port(), this::route);
  }

  /** Starts a trainer that nobody watches. */
  public static SimulatedTrainer start(TrainerSettings settings, ModelFiles files, Script script) {
    return start(settings, files, script, completion -> {});
  }

  /**
   * Starts a trainer.
   *
   * @param observer hears of each model call that was answered, in the thread that answers it
   * @throws UncheckedIOException if its port cannot be bound
   */
  public static SimulatedTrainer start(
      TrainerSettings settings, ModelFiles files, Script script, Consumer<Completion> observer) {
    Clock clock = Clock.system(ZoneId.systemDefault());
    SimulatedModel model = new SimulatedModel(files, settings.tools(), clock);
    return new SimulatedTrainer(settings, model, script, observer, clock);
  }

  /** What a request names as {@code server_url}. */
  public String url() {
    return listener.url();
  }

  /** How many model calls were answered. */
  public long answered() {
    return answered.get();
  }

  /** How many requests no server would send that keeps the protocol: wrong masks, missing keys. */
  public long violations() {
    return violations.get();
  }

  /** How many rollouts have begun and had no final answer yet. */
  public int sessions() {
    return sessions.size();
  }

  /** The text of one token, or of several. */
  public String text(int... ids) {
    return model.text(ids);
  }

  @Override
  public void close() {
    listener.close();
    model.close();
  }

  private void route(HttpRouting.Builder routing) {
    routing.get("/health", (request, response) -> send(response, Status.OK_200, health()));
    routing.post("/v1/chat/completions", this::complete);
  }

  private Map<String, Object> health() {
    Map<String, Object> health = new LinkedHashMap<>();
    health.put("status", "healthy");
    health.put("service", "simulated-trainer");
    health.put("answered", answered());
    health.put("violations", violations());
    health.put("sessions", sessions());
    return health;
  }

  private void complete(ServerRequest request, ServerResponse response)
      throws IOException, InterruptedException {
    try {
      Object body = Json.read(request.content().inputStream(), JsonLimits.DEFAULT);
      checkKey(request);
      ModelCall call = ModelCall.of(body);
      Completion completion = sessions.of(call.rolloutId()).play(call, model, script);
      if (!completion.callsTools()) {
        sessions.end(call.rolloutId());
      }
      Thread.sleep(settings.latency());
      answered.incrementAndGet();
      observer.accept(completion);
      send(response, Status.OK_200, answer(completion, call.logprobs()));
    } catch (Refusal refusal) {
      if (refusal.isViolation()) {
        violations.incrementAndGet();
      }
      refuse(response, refusal.status(), refusal.getMessage());
    } catch (JsonException | TemplateException | TokenizerException e) {
      refuse(response, 422, e.getMessage());
    }
  }

  private void checkKey(ServerRequest request) {
    Optional<BearerKey> key = settings.key();
    Optional<String> shown = request.headers().first(HeaderNames.AUTHORIZATION);
    if (key.isPresent() && !shown.equals(key.map(wanted -> "Bearer " + wanted.secret()))) {
      throw Refusal.unauthorized();
    }
  }

  private Map<String, @Nullable Object> answer(Completion completion, boolean logprobs) {
    Map<String, @Nullable Object> choice = new LinkedHashMap<>();
    choice.put("index", 0L);
    choice.put("message", completion.message());
    choice.put("finish_reason", completion.callsTools() ? "tool_calls" : "stop");
    Map<String, @Nullable Object> answer = new LinkedHashMap<>();
    answer.put("id", "chatcmpl-" + completion.rolloutId() + "-" + completion.turn());
    answer.put("object", "chat.completion");
    answer.put("created", clock.instant().getEpochSecond());
    answer.put("model", "simulated");
    answer.put("choices", List.of(choice));
    answer.put("token_ids", list(completion.tokenIds()));
    answer.put("logprobs", logprobs ? logprobs(completion.tokenIds()) : null);
    answer.put("prompt_token_ids", list(completion.promptIds()));
    return answer;
  }

  private static List<Integer> list(int[] ids) {
    return IntStream.of(ids).boxed().toList();
  }

  /** Something between -1 and 0 that is the same for the same token. */
  private static List<Double> logprobs(int[] ids) {
    return Arrays.stream(ids).mapToObj(id -> -(1 + id % 32) / 64.0).toList();
  }

  private static void refuse(ServerResponse response, int status, @Nullable String reason) {
    send(response, Status.create(status), Map.of("detail", String.valueOf(reason)));
  }

  private static void send(ServerResponse response, Status status, Map<String, ?> body) {
    response.status(status).header(HeaderValues.CONTENT_TYPE_JSON).send(Json.write(body));
  }
}
