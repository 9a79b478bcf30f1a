package dev.rolloutserver.template.values;

/** A limit of the rendering was reached; the message names it. */
public final class LimitReached extends RuntimeException {
  private static final long serialVersionUID = 1;

  /** The limit in words. */
  public LimitReached(String message) {
    super(message, null, false, false);
  }
}
