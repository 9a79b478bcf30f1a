package dev.rolloutserver.rollout;

import dev.rolloutserver.json.Json;
import dev.rolloutserver.rollout.RolloutOutcome.Completed;
import dev.rolloutserver.rollout.RolloutOutcome.Failed;
import java.lang.System.Logger.Level;
import java.util.Map;

/**
 * One line for each rollout that has ended, one more where its ids drifted; whose they are, each
 * line of a rollout's thread says.
 */
final class RolloutLog {
  private static final System.Logger LOGGER = System.getLogger("dev.rolloutserver.rollout");

  private RolloutLog() {}

  static void ended(RolloutOutcome outcome) {
    if (outcome.findings().get("token_check") instanceof Map<?, ?> check
        && check.containsKey("class")) {
      String drift =
          "Token drift: %s at turn %s; the rollout's answer says where"
              .formatted(check.get("class"), check.get("turn"));
      LOGGER.log(Level.WARNING, drift);
    }
    if (LOGGER.isLoggable(Level.INFO)) {
      Usage usage = outcome.usage();
      // joined, not formatted: a format is read anew for each line
      String line =
          "Rollout ended: "
              + end(outcome)
              + ", "
              + usage.calls()
              + " turns, "
              + usage.toolCalls()
              + " tool calls, "
              + usage.promptTokens()
              + " prompt and "
              + usage.responseTokens()
              + " response tokens, "
              + usage.total().toMillis()
              + " ms";
      LOGGER.log(Level.INFO, line);
    }
  }

  private static String end(RolloutOutcome outcome) {
    return switch (outcome) {
      case Completed completed -> completed.reason().wireName();
      // the template's own words may quote the conversation
      case Failed failed when failed.category() == ErrorCategory.TEMPLATE_ERROR ->
          failed.category().wireName();
      case Failed failed ->
          failed.category().wireName() + " (" + Printable.text(Json.text(failed.message())) + ")";
    };
  }
}
