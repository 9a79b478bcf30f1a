package dev.rolloutserver.template.builtins;

/** The template has called {@code raise_exception}. */
public final class RaisedByTemplate extends RuntimeException {
  private static final long serialVersionUID = 1;

  RaisedByTemplate(String message) {
    super(message, null, false, false);
  }
}
