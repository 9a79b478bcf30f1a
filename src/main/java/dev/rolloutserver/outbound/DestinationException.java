package dev.rolloutserver.outbound;

/** An address that may not be called; the message says which, and why. */
final class DestinationException extends RuntimeException {
  private static final long serialVersionUID = 1;

  DestinationException(String message) {
    super(message);
  }
}
