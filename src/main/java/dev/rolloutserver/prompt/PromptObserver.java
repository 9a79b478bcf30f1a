package dev.rolloutserver.prompt;

/** Hears what tokenizers are kept and what they do. Called by many threads; must not block. */
public interface PromptObserver {
  /** Hears nothing. */
  PromptObserver NONE = new PromptObserver() {};

  /** A tokenizer was there, or being loaded already. */
  default void hit() {}

  /** A tokenizer was not there. */
  default void miss() {}

  /** A tokenizer was loaded in this time. */
  default void loaded(String name, long millis) {}

  /** A tokenizer could not be loaded. */
  default void failed(String name) {}

  /** A tokenizer was given up for another one. */
  default void evicted(String name) {}

  /** So many characters are given to a tokenizer to be counted. */
  default void encoded(int characters) {}

  /** What a tokenizer was given waited so long for a thread. */
  default void encodingWaited(long nanos) {}

  /** Pieces of a prompt were looked up: so many were known from another one, so many were not. */
  default void piecesLookedUp(int known, int unknown) {}
}
