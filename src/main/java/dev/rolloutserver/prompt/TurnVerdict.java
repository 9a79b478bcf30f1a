package dev.rolloutserver.prompt;

import java.util.Locale;

/** What the trainer's own ids say about the mask that was sent with a prompt. */
public enum TurnVerdict {
  /** The prompt extends the previous prompt and answer by as many tokens as the mask has zeros. */
  CLEAN,
  /** The text is the same, but other tokens stand for it. */
  REALIGN,
  /** The text is another one: the history changed. */
  FORK;

  private final String wireName = name().toLowerCase(Locale.ROOT);

  /** Such as {@code clean}. */
  public String wireName() {
    return wireName;
  }
}
