package dev.rolloutserver.trainer;

import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/** A model turn that the trainer did not give; {@link #kind()} says why. */
public final class TrainerException extends RuntimeException {
  private static final long serialVersionUID = 1;

  /** Why there is no turn. */
  public enum Kind {
    /** It answered 429. */
    RATE_LIMITED,
    /** It answered 503. */
    UNAVAILABLE,
    /** It answered 502 or 504: what stands before it had no answer. */
    GATEWAY,
    /** It answered another 5xx. */
    SERVER_ERROR,
    /** It answered another 4xx. */
    CLIENT_ERROR,
    /** It answered a status that is neither success nor error, such as a redirect. */
    UNEXPECTED_STATUS,
    /** It answered what the contract does not allow. */
    CONTRACT,
    /** It cannot be reached: it has seen nothing of the request. */
    UNREACHABLE,
    /** It may not be called, or is not trusted. */
    FORBIDDEN,
    /** Its last calls failed, so that this one was not made. */
    LEFT_ALONE,
    /** The exchange broke. */
    NETWORK,
    /** A deadline passed. */
    TIMEOUT,
    /** The end was wished. */
    CANCELLED;

    /** Such as {@code rate_limited}. */
    public String label() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  private final Kind kind;
  private final int httpStatus;
  private final @Nullable String deadline;
  private final transient @Nullable Duration retryAfter;

  private TrainerException(
      Kind kind,
      int httpStatus,
      @Nullable String deadline,
      @Nullable Duration retryAfter,
      String message,
      @Nullable Throwable cause) {
    super(message, cause);
    this.kind = kind;
    this.httpStatus = httpStatus;
    this.deadline = deadline;
    this.retryAfter = retryAfter;
  }

  static TrainerException of(Kind kind, String message, Throwable cause) {
    return new TrainerException(kind, 0, null, null, message, cause);
  }

  /** The deadline of this name passed. */
  static TrainerException late(Kind kind, String deadline, String message, Throwable cause) {
    return new TrainerException(kind, 0, deadline, null, message, cause);
  }

  static TrainerException contract(int httpStatus, String message, Throwable cause) {
    return new TrainerException(Kind.CONTRACT, httpStatus, null, null, message, cause);
  }

  static TrainerException leftAlone(String message) {
    return new TrainerException(
        Kind.LEFT_ALONE, 0, null, null, HttpTrainer.UNREACHED + message, null);
  }

  static TrainerException status(int httpStatus, Optional<Duration> retryAfter) {
    Kind kind =
        switch (httpStatus) {
          case 429 -> Kind.RATE_LIMITED;
          case 503 -> Kind.UNAVAILABLE;
          case 502, 504 -> Kind.GATEWAY;
          default ->
              switch (httpStatus / 100) {
                case 5 -> Kind.SERVER_ERROR;
                case 4 -> Kind.CLIENT_ERROR;
                default -> Kind.UNEXPECTED_STATUS;
              };
        };
    return new TrainerException(
        kind,
        httpStatus,
        null,
        retryAfter.orElse(null),
        "The trainer answered " + httpStatus,
        null);
  }

  /** The same, with more words at its end. */
  TrainerException after(String words) {
    return new TrainerException(
        kind, httpStatus, deadline, retryAfter, getMessage() + words, getCause());
  }

  /** The same, that ended at this deadline, with more words at its end. */
  TrainerException atDeadline(String name, String words) {
    return new TrainerException(
        kind, httpStatus, name, retryAfter, getMessage() + words, getCause());
  }

  /** Why there is no turn. */
  public Kind kind() {
    return kind;
  }

  /** What the trainer answered, if it did. */
  public OptionalInt httpStatus() {
    return httpStatus == 0 ? OptionalInt.empty() : OptionalInt.of(httpStatus);
  }

  /** Name of the deadline that ended it, if one did. */
  public Optional<String> deadline() {
    return Optional.ofNullable(deadline);
  }

  /** How long the trainer wants to be left alone, if it said so. */
  Optional<Duration> retryAfter() {
    return Optional.ofNullable(retryAfter);
  }
}
