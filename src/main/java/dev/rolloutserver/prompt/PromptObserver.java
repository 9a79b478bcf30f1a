package dev.rolloutserver.prompt;

/** Hears what happens to the tokenizers that are kept. Called by many threads; must not block. */
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
}
