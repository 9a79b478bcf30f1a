package dev.rolloutserver.tokenizer.bpe;

/** A part of a tokenizer that only the native library understands; the message names it. */
public final class UnsupportedTokenizerException extends RuntimeException {
  private static final long serialVersionUID = 1;

  UnsupportedTokenizerException(String part) {
    super(part);
  }
}
