package dev.rolloutserver.simulation;

/** A request that the simulated trainer does not answer; the message says why. */
final class Refusal extends RuntimeException {
  private static final long serialVersionUID = 1;

  private final int status;
  private final boolean violation;

  private Refusal(int status, boolean violation, String message) {
    super(message);
    this.status = status;
    this.violation = violation;
  }

  /** The request is none. */
  static Refusal malformed(String message) {
    return new Refusal(422, false, message);
  }

  /** The request is none that a server would send which keeps the protocol. */
  static Refusal violation(String message) {
    return new Refusal(422, true, message);
  }

  /** The key is missing or wrong. */
  static Refusal unauthorized() {
    return new Refusal(401, true, "Invalid or missing API key");
  }

  int status() {
    return status;
  }

  boolean isViolation() {
    return violation;
  }
}
