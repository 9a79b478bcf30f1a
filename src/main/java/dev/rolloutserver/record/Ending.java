package dev.rolloutserver.record;

import dev.rolloutserver.rollout.RolloutNotes;
import dev.rolloutserver.rollout.RolloutOutcome;
import dev.rolloutserver.rollout.RolloutOutcome.Completed;
import dev.rolloutserver.rollout.RolloutOutcome.Failed;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** How a rollout ended, in the words of the wire. */
final class Ending {
  private static final String COMPLETED = "COMPLETED";
  private static final String REFUSED = "refused";
  private static final String ERROR = "ERROR";

  private Ending() {}

  static String status(RolloutNotes ended) {
    return ended.outcome() instanceof Completed ? COMPLETED : ERROR;
  }

  static String reason(RolloutNotes ended) {
    return switch (ended.outcome()) {
      case null -> REFUSED;
      case Completed completed -> completed.reason().wireName();
      case Failed failed -> failed.category().wireName();
    };
  }

  static @Nullable String message(RolloutNotes ended) {
    return switch (ended.outcome()) {
      case null -> "It got no permit: " + ended.refusal();
      case Completed _ -> null;
      case Failed failed -> failed.message();
    };
  }

  /** What is told beside it: the findings, but not the trace, which says less than the turns. */
  static Map<String, @Nullable Object> findings(RolloutOutcome outcome) {
    Map<String, @Nullable Object> findings = new LinkedHashMap<>(outcome.findings());
    findings.remove("trace");
    if (outcome instanceof Failed failed) {
      failed.httpStatus().ifPresent(status -> findings.put("http_status", status));
    }
    return findings;
  }
}
