package dev.rolloutserver.prompt;

/** A conversation for which there is no response mask: its prompt became shorter. */
public final class MaskException extends RuntimeException {
  private static final long serialVersionUID = 1;

  MaskException(int promptLength, int previousPromptLength, int answerLength) {
    super(
        "The prompt has "
            + promptLength
            + " tokens, fewer than the previous prompt of "
            + previousPromptLength
            + " tokens and its answer of "
            + answerLength
            + " together");
  }
}
