package dev.rolloutserver.rollout;

import java.util.Locale;

/** Why a rollout failed; {@link #wireName()} is what workers, metrics and logs see. */
public enum ErrorCategory {
  /** The tokenizer cannot be loaded or has no chat template. */
  TOKENIZER_ERROR,
  /** The chat template refuses the conversation. */
  TEMPLATE_ERROR,
  /** The trainer answered 429. */
  RATE_LIMITED,
  /** The trainer answered 5xx. */
  TRAINER_SERVER_ERROR,
  /** The trainer answered another 4xx. */
  TRAINER_CLIENT_ERROR,
  /** The trainer answered anything else. */
  TRAINER_ERROR,
  /** The trainer cannot be reached, or the exchange broke. */
  NETWORK_ERROR,
  /** A deadline passed. */
  TIMEOUT,
  /** The tools cannot be used. */
  TOOL_ERROR,
  /** The prompt is shorter than what the model has already seen. */
  INVALID_CONVERSATION_STATE,
  /** The trainer's answer breaks the contract. */
  VALIDATION_ERROR,
  /** The trainer's ids contradict the mask, and drift is to fail. */
  TOKEN_DRIFT,
  /** The worker has gone, or the server stops. */
  CANCELLED,
  /** A fault of ours, or no memory for what the conversation would grow by. */
  INTERNAL_ERROR;

  private final String wireName = name().toLowerCase(Locale.ROOT);

  /** Such as {@code trainer_server_error}. */
  public String wireName() {
    return wireName;
  }
}
