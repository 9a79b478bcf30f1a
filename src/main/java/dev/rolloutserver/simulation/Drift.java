package dev.rolloutserver.simulation;

/** What becomes of a turn's tokens in the prompt of the next turn. */
public enum Drift {
  /** They stand there as they were sampled. */
  NONE,
  /** The same text stands there, cut into tokens at other places. */
  REALIGN,
  /** Another token stands where the first of them stood. */
  FORK,
  /** They stand there as they were sampled, but the prompt has one token more than it should. */
  LENGTH
}
