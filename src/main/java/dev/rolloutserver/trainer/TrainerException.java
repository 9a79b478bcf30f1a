package dev.rolloutserver.trainer;

import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/** A model turn that the trainer did not give; {@link #kind()} says why. */
public final class TrainerException extends RuntimeException {
  private static final long serialVersionUID = 1;

  /** Why there is no turn. */
  public enum Kind {
    /** It answered 429. */
    RATE_LIMITED,
    /** It answered 5xx. */
    SERVER_ERROR,
    /** It answered another 4xx. */
    CLIENT_ERROR,
    /** It answered a status that is neither success nor error, such as a redirect. */
    UNEXPECTED_STATUS,
    /** It answered what the contract does not allow. */
    CONTRACT,
    /** It cannot be reached, or the exchange broke. */
    NETWORK,
    /** The deadline passed. */
    TIMEOUT,
    /** The end was wished. */
    CANCELLED
  }

  private final Kind kind;
  private final int httpStatus;

  private TrainerException(Kind kind, int httpStatus, String message, @Nullable Throwable cause) {
    super(message, cause);
    this.kind = kind;
    this.httpStatus = httpStatus;
  }

  static TrainerException of(Kind kind, String message, Throwable cause) {
    return new TrainerException(kind, 0, message, cause);
  }

  static TrainerException contract(int httpStatus, String message, Throwable cause) {
    return new TrainerException(Kind.CONTRACT, httpStatus, message, cause);
  }

  static TrainerException status(int httpStatus) {
    Kind kind =
        switch (httpStatus / 100) {
          case 5 -> Kind.SERVER_ERROR;
          case 4 -> httpStatus == 429 ? Kind.RATE_LIMITED : Kind.CLIENT_ERROR;
          default -> Kind.UNEXPECTED_STATUS;
        };
    return new TrainerException(kind, httpStatus, "The trainer answered " + httpStatus, null);
  }

  /** Why there is no turn. */
  public Kind kind() {
    return kind;
  }

  /** What the trainer answered, if it did. */
  public OptionalInt httpStatus() {
    return httpStatus == 0 ? OptionalInt.empty() : OptionalInt.of(httpStatus);
  }
}
