package dev.rolloutserver.rollout;

import dev.rolloutserver.json.Json;
import dev.rolloutserver.rollout.RolloutOutcome.Completed;
import dev.rolloutserver.rollout.RolloutOutcome.Failed;
import java.lang.System.Logger.Level;
import java.util.Map;

/** One line for each rollout that has ended, one more where its ids drifted. */
final class RolloutLog implements RolloutObserver {
  private static final System.Logger LOGGER = System.getLogger("dev.rolloutserver.rollout");

  private final RolloutScope scope;

  /** Writes the line of this rollout, if it is wanted by then. */
  RolloutLog(RolloutScope scope) {
    this.scope = scope;
  }

  /** Whether lines are wanted now; operators may change that at any time. */
  static boolean wanted() {
    return LOGGER.isLoggable(Level.INFO);
  }

  /** Says at once whether its ids drifted; called by its thread. */
  static void drifted(RolloutOutcome outcome) {
    if (outcome.findings().get("token_check") instanceof Map<?, ?> check
        && check.containsKey("class")) {
      String drift =
          "Token drift: %s at turn %s; the rollout's answer says where"
              .formatted(check.get("class"), check.get("turn"));
      LOGGER.log(Level.WARNING, drift);
    }
  }

  @Override
  public void ended(RolloutOutcome outcome) {
    if (!wanted()) {
      return;
    }
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
    scope.within(() -> {
      LOGGER.log(Level.INFO, line);
      return line;
    });
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
