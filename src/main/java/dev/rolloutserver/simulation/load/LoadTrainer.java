package dev.rolloutserver.simulation.load;

import dev.rolloutserver.hub.ModelFiles;
import dev.rolloutserver.json.Json;
import dev.rolloutserver.json.JsonException;
import dev.rolloutserver.json.JsonLimits;
import dev.rolloutserver.simulation.Refusal;
import dev.rolloutserver.simulation.SimulatedModel;
import dev.rolloutserver.simulation.TrainerListener;
import dev.rolloutserver.simulation.load.RolloutTimes.Ended;
import io.helidon.http.HeaderNames;
import io.helidon.http.HeaderValues;
import io.helidon.http.Status;
import io.helidon.webserver.http.HttpRouting;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * A trainer that answers the rollouts of scenarios from what was rehearsed, so that a call costs it
 * microseconds. It checks the order of calls, every message, every mask and the key; what does not
 * fit is answered 422, or 401, and counted.
 */
public final class LoadTrainer implements AutoCloseable {
  /** What callers must show. */
  public static final String KEY = "bench-callback-key";

  private static final int MAX_ROLLOUTS = 200_000;
  private static final int MAX_COMPLAINTS = 5;

  private final Map<String, Prepared> scenarios = new LinkedHashMap<>();
  private final Duration latency;
  private final RolloutTimes times = new RolloutTimes(MAX_ROLLOUTS);
  private final AtomicLong answered = new AtomicLong();
  private final AtomicLong violations = new AtomicLong();
  private final ConcurrentLinkedQueue<String> complaints = new ConcurrentLinkedQueue<>();
  private final TrainerListener listener;

  private record Prepared(LoadScenario scenario, List<PreparedTurn> turns) {
    /** Which turn, from 0, a conversation of so many messages is followed by. */
    int turn(int messages) {
      int before = scenario.opening().size();
      for (int turn = 0; turn < turns.size() && before <= messages; turn++) {
        if (before == messages) {
          return turn;
        }
        before += 1 + scenario.turns().get(turn).calls().size();
      }
      throw Refusal.violation(messages + " messages are as many as no turn begins with");
    }
  }

  private LoadTrainer(
      String host, int port, Duration latency, List<LoadScenario> played, SimulatedModel model) {
    this.latency = latency;
    NumberIds numbers = new NumberIds(model::ids);
    for (LoadScenario scenario : played) {
      scenarios.put(
          scenario.name(), new Prepared(scenario, new Rehearsal(scenario, model, numbers).turns()));
    }
    this.listener = TrainerListener.open(host, port, this::route);
  }

  /**
   * Rehearses and starts.
   *
   * @param port 0 for any free one
   * @param latency how long a model call takes beside the work
   * @param tools what the chat template is given
   * @throws LoadException if the model's tokens depend on the numbers of a text
   */
  public static LoadTrainer start(
      String host,
      int port,
      Duration latency,
      List<LoadScenario> scenarios,
      ModelFiles files,
      List<Map<String, Object>> tools) {
    try (SimulatedModel model = SimulatedModel.of(files, tools)) {
      return new LoadTrainer(host, port, latency, scenarios, model);
    }
  }

  /** What requests name as {@code server_url}. */
  public String url() {
    return listener.url();
  }

  @Override
  public void close() {
    listener.close();
  }

  private void route(HttpRouting.Builder routing) {
    routing.post("/v1/chat/completions", this::complete).post("/report", this::report);
  }

  private void complete(ServerRequest request, ServerResponse response)
      throws IOException, InterruptedException {
    long start = System.nanoTime();
    try {
      Object body = Json.read(request.content().inputStream(), JsonLimits.DEFAULT);
      if (!request.headers().first(HeaderNames.AUTHORIZATION).orElse("").equals("Bearer " + KEY)) {
        throw Refusal.unauthorized();
      }
      LoadCallback call = LoadCallback.of(body);
      Prepared prepared = prepared(call.rolloutId());
      LoadScenario scenario = prepared.scenario();
      long rollout =
          scenario
              .rollout(call.rolloutId())
              .orElseThrow(() -> Refusal.violation("rollout_id is not one that was asked for"));
      int turn = prepared.turn(call.messages().size());
      PreparedTurn played = prepared.turns().get(turn);
      call.check(scenario, rollout, turn, played.zeros());
      if (!times.begin(call.rolloutId(), turn)) {
        throw Refusal.violation("turn " + turn + " was asked for out of order");
      }
      Thread.sleep(latency);
      byte[] answer = played.body().of(rollout);
      answered.incrementAndGet();
      response.header(HeaderValues.CONTENT_TYPE_JSON).send(answer);
      boolean last = turn == scenario.calls() - 1;
      times.answered(call.rolloutId(), last, System.nanoTime() - start);
    } catch (Refusal refusal) {
      refuse(response, refusal.status(), refusal.getMessage());
    } catch (JsonException e) {
      refuse(response, 422, e.getMessage());
    }
  }

  private Prepared prepared(String rolloutId) {
    String[] words = rolloutId.split("-", 3);
    Prepared prepared = words.length == 3 ? scenarios.get(words[1]) : null;
    if (prepared == null) {
      throw Refusal.violation("rollout_id is not one that was asked for");
    }
    return prepared;
  }

  /** What was done so far, and the rollouts that have ended since the last report. */
  private void report(ServerRequest request, ServerResponse response) {
    List<List<Object>> ended = new ArrayList<>();
    for (Ended rollout : times.takeEnded()) {
      ended.add(List.of(rollout.rolloutId(), (long) rollout.calls(), rollout.nanos()));
    }
    Map<String, Object> report = new LinkedHashMap<>();
    report.put("answered", answered.get());
    report.put("violations", violations.get());
    report.put("complaints", List.copyOf(complaints));
    report.put("ended", ended);
    response.header(HeaderValues.CONTENT_TYPE_JSON).send(Json.write(report));
  }

  private void refuse(ServerResponse response, int status, @Nullable String reason) {
    violations.incrementAndGet();
    String text = String.valueOf(reason);
    if (complaints.size() < MAX_COMPLAINTS) {
      complaints.add(text);
    }
    response
        .status(Status.create(status))
        .header(HeaderValues.CONTENT_TYPE_JSON)
        .send(Json.write(Map.of("detail", text)));
  }
}
