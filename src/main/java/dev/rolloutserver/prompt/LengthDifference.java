package dev.rolloutserver.prompt;

/**
 * A prompt that is longer or shorter at the trainer than here. That is no drift: the masks agree as
 * long as the difference stays the same.
 *
 * @param turn where it was first seen, from 1
 * @param tokens the trainer's tokens less ours
 * @param setting the prompt setting under which both would be the same, as it is written in the
 *     configuration; {@link #NO_SETTING} or {@link #NOT_TRIED} where there is none to name
 */
public record LengthDifference(int turn, int tokens, String setting) {
  /** No single setting makes both the same. */
  public static final String NO_SETTING = "none";

  /**
   * Settings were not tried: the prompt is too long, not made of the tokenizer's ids, or too many
   * were tried in vain.
   */
  public static final String NOT_TRIED = "not tried";
}
