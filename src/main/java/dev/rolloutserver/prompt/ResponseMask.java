package dev.rolloutserver.prompt;

import java.util.OptionalInt;

/**
 * The response mask of one rollout: how many tokens entered the context, since the previous call of
 * the trainer, that the model did not produce. For one thread at a time.
 */
public final class ResponseMask {
  private static final int NONE = -1;

  private int promptLength = NONE;
  private int answerLength = NONE;

  /**
   * The zeros to send with a prompt of this length; empty where no mask is sent.
   *
   * @throws MaskException if the prompt is shorter than the context that it should extend
   */
  public OptionalInt next(int promptLength) {
    if (promptLength < 0) {
      throw new IllegalArgumentException("a prompt has " + promptLength + " tokens");
    }
    if (this.promptLength == NONE) {
      this.promptLength = promptLength;
      return OptionalInt.empty();
    }
    if (answerLength == NONE) {
      throw new IllegalStateException("the previous prompt has no answer yet");
    }
    long zeros = (long) promptLength - ((long) this.promptLength + answerLength);
    if (zeros < 0) {
      throw new MaskException(promptLength, this.promptLength, answerLength);
    }
    this.promptLength = promptLength;
    this.answerLength = NONE;
    return zeros == 0 ? OptionalInt.empty() : OptionalInt.of(Math.toIntExact(zeros));
  }

  /** The model answered the previous prompt with this many tokens. */
  public void answered(int tokenIds) {
    if (tokenIds < 0) {
      throw new IllegalArgumentException("an answer has " + tokenIds + " tokens");
    }
    if (promptLength == NONE || answerLength != NONE) {
      throw new IllegalStateException("no prompt waits for an answer");
    }
    answerLength = tokenIds;
  }
}
