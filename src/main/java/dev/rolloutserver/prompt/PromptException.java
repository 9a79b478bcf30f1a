package dev.rolloutserver.prompt;

import org.jspecify.annotations.Nullable;

/** A prompt that cannot be made; {@link #kind()} says why. The message is for people. */
public final class PromptException extends RuntimeException {
  private static final long serialVersionUID = 1;

  /** Why there is no prompt. */
  public enum Kind {
    /** The tokenizer cannot be loaded, has no chat template, or is not the one that is pinned. */
    TOKENIZER,
    /** The chat template refuses this conversation; the message is its own. */
    TEMPLATE,
    /** The deadline passed while the tokenizer was loaded. */
    TIMEOUT,
    /** The thread was interrupted, and still is. */
    CANCELLED
  }

  private final Kind kind;
  private final boolean permanent;

  PromptException(Kind kind, String message, @Nullable Throwable cause) {
    this(kind, message, false, cause);
  }

  PromptException(Kind kind, String message, boolean permanent, @Nullable Throwable cause) {
    super(message, cause);
    this.kind = kind;
    this.permanent = permanent;
  }

  /** Why there is no prompt. */
  public Kind kind() {
    return kind;
  }

  /** Whether asking again cannot help, so that a start need not go on. */
  public boolean permanent() {
    return permanent;
  }
}
