package dev.rolloutserver.simulation.load;

/** A scenario cannot be played with this tokenizer; the message says why. */
public final class LoadException extends RuntimeException {
  private static final long serialVersionUID = 1;

  LoadException(String message) {
    super(message);
  }
}
