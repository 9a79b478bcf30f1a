package dev.rolloutserver.protocol;

/** A request to cancel that does not say what; the message is for its caller. */
public final class InvalidCancel extends RuntimeException {
  private static final long serialVersionUID = 1;

  InvalidCancel(String message) {
    super(message);
  }
}
