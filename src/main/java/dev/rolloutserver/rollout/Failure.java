package dev.rolloutserver.rollout;

import dev.rolloutserver.deadline.Cancellation;
import dev.rolloutserver.deadline.Deadline;
import dev.rolloutserver.prompt.MaskException;
import dev.rolloutserver.prompt.PromptException;
import dev.rolloutserver.tools.ToolServerException;
import dev.rolloutserver.trainer.TrainerException;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.UUID;

/**
 * What an exception means for the rollout: the one mapping.
 *
 * @param message for people, without secrets
 * @param httpStatus what the trainer answered, if that was it
 * @param passedDeadline name of the deadline that passed, if that was it
 */
record Failure(
    ErrorCategory category,
    String message,
    OptionalInt httpStatus,
    Optional<String> passedDeadline) {
  private static final System.Logger LOGGER = System.getLogger(Failure.class.getName());

  static Failure of(
      Throwable e, Deadline rollout, Cancellation cancellation, RolloutSettings settings) {
    if (cancellation.cancelled() || e instanceof InterruptedException) {
      return of(ErrorCategory.CANCELLED, "The rollout was cancelled");
    }
    return switch (e) {
      case TrainerException failure -> ofTrainer(failure, rollout, settings);
      case PromptException failure -> ofPrompt(failure, settings);
      case MaskException state -> of(ErrorCategory.INVALID_CONVERSATION_STATE, text(state));
      case DriftException drift -> of(ErrorCategory.TOKEN_DRIFT, text(drift));
      case ToolServerException _ when rollout.passed() -> ofRolloutTimeout(settings);
      case ToolServerException failure -> of(ErrorCategory.TOOL_ERROR, text(failure));
      case RolloutTimeout _ -> ofRolloutTimeout(settings);
      default -> {
        String id = UUID.randomUUID().toString();
        LOGGER.log(Level.ERROR, "error " + id + ": a rollout failed by a fault of this server", e);
        yield of(ErrorCategory.INTERNAL_ERROR, "Internal error (error_id " + id + ")");
      }
    };
  }

  private static Failure ofTrainer(
      TrainerException failure, Deadline rollout, RolloutSettings settings) {
    ErrorCategory category =
        switch (failure.kind()) {
          case RATE_LIMITED -> ErrorCategory.RATE_LIMITED;
          case SERVER_ERROR -> ErrorCategory.TRAINER_SERVER_ERROR;
          case CLIENT_ERROR -> ErrorCategory.TRAINER_CLIENT_ERROR;
          case UNEXPECTED_STATUS -> ErrorCategory.TRAINER_ERROR;
          case CONTRACT -> ErrorCategory.VALIDATION_ERROR;
          case NETWORK -> ErrorCategory.NETWORK_ERROR;
          case TIMEOUT -> ErrorCategory.TIMEOUT;
          case CANCELLED -> ErrorCategory.CANCELLED;
        };
    if (category != ErrorCategory.TIMEOUT) {
      return new Failure(category, text(failure), failure.httpStatus(), Optional.empty());
    }
    return rollout.passed()
        ? ofRolloutTimeout(settings)
        : ofTimeout(
            "trainer_call",
            "The trainer did not answer within "
                + seconds(settings.callTimeout())
                + " (HTTP_CLIENT_TIMEOUT)");
  }

  private static Failure ofPrompt(PromptException failure, RolloutSettings settings) {
    return switch (failure.kind()) {
      case TOKENIZER -> of(ErrorCategory.TOKENIZER_ERROR, text(failure));
      case TEMPLATE -> of(ErrorCategory.TEMPLATE_ERROR, text(failure));
      case TIMEOUT ->
          ofTimeout("rollout", ofRolloutTimeout(settings).message() + ": " + text(failure));
      case CANCELLED -> of(ErrorCategory.CANCELLED, text(failure));
    };
  }

  private static Failure ofRolloutTimeout(RolloutSettings settings) {
    return ofTimeout(
        "rollout",
        "The rollout did not end within "
            + seconds(settings.rolloutTimeout())
            + " (ROLLOUT_TIMEOUT_SECONDS)");
  }

  private static Failure ofTimeout(String deadline, String message) {
    return new Failure(ErrorCategory.TIMEOUT, message, OptionalInt.empty(), Optional.of(deadline));
  }

  private static Failure of(ErrorCategory category, String message) {
    return new Failure(category, message, OptionalInt.empty(), Optional.empty());
  }

  private static String text(Throwable e) {
    return String.valueOf(e.getMessage());
  }

  private static String seconds(Duration time) {
    return time.toMillis() / 1000.0 + " s";
  }
}
