package dev.rolloutserver.simulation;

/** A request that the simulated trainer does not answer; the message says why. */
public final class Refusal extends RuntimeException {
  private static final long serialVersionUID = 1;

  private final int status;
  private final boolean violation;

  private Refusal(int status, boolean violation, String message) {
    super(message);
    this.status = status;
    this.violation = violation;
  }

  /** The request is none. */
  public static Refusal malformed(String message) {
    return new Refusal(422, false, message);
  }

  /** The request is none that a server would send which keeps the protocol. */
  public static Refusal violation(String message) {
    return new Refusal(422, true, message);
  }

  /** The key is missing or wrong. */
  public static Refusal unauthorized() {
    return new Refusal(401, true, "Invalid or missing API key");
  }

  /** The status of the answer. */
  public int status() {
    return status;
  }

  boolean isViolation() {
    return violation;
  }
}
