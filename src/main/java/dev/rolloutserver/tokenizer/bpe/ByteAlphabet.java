package dev.rolloutserver.tokenizer.bpe;

import java.util.Arrays;

/** The characters that stand for bytes in a vocabulary, as GPT-2 chose them. */
final class ByteAlphabet {
  private static final int BYTES = 256;
  private static final int UNUSED = -1;

  private final char[] characters = new char[BYTES];
  private final int[] values = new int[2 * BYTES];

  ByteAlphabet() {
    Arrays.fill(values, UNUSED);
    char next = BYTES;
    for (int value = 0; value < BYTES; value++) {
      boolean visible = (value >= '!' && value <= '~') || (value >= 0xa1 && value != 0xad);
      characters[value] = visible ? (char) value : next++;
      values[characters[value]] = value;
    }
  }

  /** The text of a single byte. */
  String text(int value) {
    return String.valueOf(characters[value]);
  }

  /** The bytes that a text stands for; none if it is not written in this alphabet. */
  byte[] bytes(String text) {
    byte[] bytes = new byte[text.length()];
    for (int i = 0; i < bytes.length; i++) {
      char character = text.charAt(i);
      if (character >= values.length || values[character] == UNUSED) {
        return new byte[0];
      }
      bytes[i] = (byte) values[character];
    }
    return bytes;
  }
}
