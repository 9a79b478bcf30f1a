package dev.rolloutserver.rollout;

import dev.rolloutserver.admission.NoRoom;
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

  static Failure of(Throwable e, Deadline rollout, TimeLimit limit, Cancellation cancellation) {
    if (cancellation.cancelled() || e instanceof InterruptedException) {
      return of(ErrorCategory.CANCELLED, "The rollout was cancelled");
    }
    return switch (e) {
      case TrainerException failure -> ofTrainer(failure, rollout, limit);
      case PromptException failure -> ofPrompt(failure, limit);
      case MaskException state -> of(ErrorCategory.INVALID_CONVERSATION_STATE, text(state));
      case DriftException drift -> of(ErrorCategory.TOKEN_DRIFT, text(drift));
      case ToolServerException _ when rollout.passed() -> ofRolloutTimeout(limit);
      case ToolServerException failure -> of(ErrorCategory.TOOL_ERROR, text(failure));
      case NoRoom full -> of(ErrorCategory.INTERNAL_ERROR, text(full));
      case RolloutTimeout _ -> ofRolloutTimeout(limit);
      default -> {
        String id = UUID.randomUUID().toString();
        LOGGER.log(Level.ERROR, "error " + id + ": a rollout failed by a fault of this server", e);
        yield of(ErrorCategory.INTERNAL_ERROR, "Internal error (error_id " + id + ")");
      }
    };
  }

  private static Failure ofTrainer(TrainerException failure, Deadline rollout, TimeLimit limit) {
    ErrorCategory category =
        switch (failure.kind()) {
          case RATE_LIMITED -> ErrorCategory.RATE_LIMITED;
          case UNAVAILABLE, GATEWAY, SERVER_ERROR -> ErrorCategory.TRAINER_SERVER_ERROR;
          case CLIENT_ERROR -> ErrorCategory.TRAINER_CLIENT_ERROR;
          case UNEXPECTED_STATUS -> ErrorCategory.TRAINER_ERROR;
          case CONTRACT -> ErrorCategory.VALIDATION_ERROR;
          case UNREACHABLE, FORBIDDEN, LEFT_ALONE, NETWORK -> ErrorCategory.NETWORK_ERROR;
          case TIMEOUT -> ErrorCategory.TIMEOUT;
          case CANCELLED -> ErrorCategory.CANCELLED;
        };
    return category == ErrorCategory.TIMEOUT && rollout.passed()
        ? ofRolloutTimeout(limit)
        : new Failure(category, text(failure), failure.httpStatus(), failure.deadline());
  }

  private static Failure ofPrompt(PromptException failure, TimeLimit limit) {
    return switch (failure.kind()) {
      case TOKENIZER -> of(ErrorCategory.TOKENIZER_ERROR, text(failure));
      case TEMPLATE -> of(ErrorCategory.TEMPLATE_ERROR, text(failure));
      case TIMEOUT ->
          ofTimeout("rollout", ofRolloutTimeout(limit).message() + ": " + text(failure));
      case CANCELLED -> of(ErrorCategory.CANCELLED, text(failure));
    };
  }

  private static Failure ofRolloutTimeout(TimeLimit limit) {
    return ofTimeout(
        "rollout",
        "The rollout did not end within " + seconds(limit.time()) + " (" + limit.name() + ")");
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
