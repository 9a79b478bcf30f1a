package dev.rolloutserver.command.bench;

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
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The simulated trainer in a process of its own, and what it reports. */
final class TrainerProcess implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private final ChildProcess child;
  private final OutboundHttp http =
      new OutboundHttp(new OutboundSettings(Duration.ofSeconds(5), 1 << 26));

  /** The trainer that this child is. */
  TrainerProcess(ChildProcess child) {
    this.child = child;
  }

  /**
   * What the trainer has to say.
   *
   * @param answered calls that it has answered since it began
   * @param violations requests that it has refused since it began
   * @param complaints the first few reasons
   * @param ended rollouts that have ended since the last report
   */
  record Report(
      long answered, long violations, List<String> complaints, Map<String, TrainerTime> ended) {
    Report {
      complaints = List.copyOf(complaints);
      ended = Map.copyOf(ended);
    }
  }

  /** Where it listens; waits until it does. */
  String url() {
    return child.greeting();
  }

  ProcessUse use() {
    return ProcessUse.of(child.handle());
  }

  Report report() {
    OutboundRequest ask =
        new OutboundRequest("POST", URI.create(url() + "/report"), Map.of(), new byte[0]);
    try {
      return http.exchange(
          ask,
          Deadline.after(PATIENCE),
          new Cancellation(),
          (status, headers, body) -> report(Json.read(body, JsonLimits.DEFAULT)));
    } catch (OutboundException | JsonException e) {
      throw new BenchException("The simulated trainer does not report: " + e.getMessage(), e);
    }
  }

  @Override
  public void close() {
    http.close();
    child.close();
  }

  private static Report report(@Nullable Object value) {
    if (value instanceof Map<?, ?> members
        && members.get("answered") instanceof Long answered
        && members.get("violations") instanceof Long violations
        && members.get("complaints") instanceof List<?> complaints
        && members.get("ended") instanceof List<?> ended) {
      List<String> texts = new ArrayList<>();
      complaints.forEach(complaint -> texts.add(String.valueOf(complaint)));
      Map<String, TrainerTime> times = new HashMap<>();
      for (Object rollout : ended) {
        if (rollout instanceof List<?> row
            && row.get(0) instanceof String id
            && row.get(1) instanceof Long calls
            && row.get(2) instanceof Long nanos) {
          times.put(id, new TrainerTime(Math.toIntExact(calls), nanos));
        }
      }
      return new Report(answered, violations, texts, times);
    }
    throw new BenchException("The simulated trainer reports something else: " + value);
  }
}
