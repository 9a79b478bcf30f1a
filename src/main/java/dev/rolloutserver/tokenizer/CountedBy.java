package dev.rolloutserver.tokenizer;

/** What counts the tokens of a tokenizer's texts. */
public enum CountedBy {
  /** Our own byte-level BPE, proven against the native library when the tokenizer was loaded. */
  JAVA,
  /** The native library. */
  NATIVE
}
