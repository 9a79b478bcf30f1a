package dev.rolloutserver.json;

import java.util.Arrays;

/** The bytes of a JSON text as it is written, without a string of all in between. */
final class JsonBytes {
  /** Characters that are taken out of a string at once: an array is read faster. */
  private static final int PIECE = 512;

  /** Bytes of a character that is escaped. */
  private static final int LONGEST = 6;

  private byte[] bytes = new byte[64];
  private int length;
  private char[] piece = new char[0];

  byte[] toByteArray() {
    return Arrays.copyOf(bytes, length);
  }

  /** The last byte that was written; there must be one. */
  byte last() {
    return bytes[length - 1];
  }

  void ascii(char character) {
    reserve(1);
    bytes[length++] = (byte) character;
  }

  void ascii(String text) {
    reserve(text.length());
    for (int i = 0; i < text.length(); i++) {
      bytes[length++] = (byte) text.charAt(i);
    }
  }

  void bytes(byte[] text) {
    reserve(text.length);
    System.arraycopy(text, 0, bytes, length, text.length);
    length += text.length;
  }

  /** A string in quotes, in which only lone surrogates and what JSON demands are escaped. */
  void string(String text) {
    ascii('"');
    int at = 0;
    while (at < text.length()) {
      int count = Math.min(text.length() - at, PIECE);
      if (piece.length < count) {
        piece = new char[count];
      }
      text.getChars(at, at + count, piece, 0);
      if (at + count < text.length() && Character.isHighSurrogate(piece[count - 1])) {
        // its partner may follow
        count--;
      }
      characters(piece, count);
      at += count;
    }
    ascii('"');
  }

  private void characters(char[] characters, int count) {
    reserve(LONGEST * count);
    // in local variables, which the compiler knows to stay
    byte[] to = bytes;
    int end = length;
    for (int i = 0; i < count; i++) {
      char c = characters[i];
      if (c < 0x80 && c >= ' ' && c != '"' && c != '\\') {
        to[end++] = (byte) c;
      } else if (c < 0x80) {
        end = escape(c, to, end);
      } else if (c < 0x800) {
        to[end++] = (byte) (0xc0 | (c >> 6));
        to[end++] = (byte) (0x80 | (c & 0x3f));
      } else if (!Character.isSurrogate(c)) {
        to[end++] = (byte) (0xe0 | (c >> 12));
        to[end++] = (byte) (0x80 | ((c >> 6) & 0x3f));
        to[end++] = (byte) (0x80 | (c & 0x3f));
      } else if (i + 1 < count && Character.isSurrogatePair(c, characters[i + 1])) {
        i++;
        int pair = Character.toCodePoint(c, characters[i]);
        to[end++] = (byte) (0xf0 | (pair >> 18));
        to[end++] = (byte) (0x80 | ((pair >> 12) & 0x3f));
        to[end++] = (byte) (0x80 | ((pair >> 6) & 0x3f));
        to[end++] = (byte) (0x80 | (pair & 0x3f));
      } else {
        end = unicodeEscape(c, to, end);
      }
    }
    length = end;
  }

  private static int escape(char c, byte[] to, int at) {
    char letter =
        switch (c) {
          case '\n' -> 'n';
          case '\r' -> 'r';
          case '\t' -> 't';
          case '\b' -> 'b';
          case '\f' -> 'f';
          default -> c;
        };
    if (letter == c && c < ' ') {
      return unicodeEscape(c, to, at);
    }
    to[at] = '\\';
    to[at + 1] = (byte) letter;
    return at + 2;
  }

  private static int unicodeEscape(char c, byte[] to, int at) {
    to[at] = '\\';
    to[at + 1] = 'u';
    for (int i = 0; i < 4; i++) {
      to[at + 2 + i] = (byte) Character.forDigit((c >> (12 - 4 * i)) & 0xf, 16);
    }
    return at + LONGEST;
  }

  private void reserve(int more) {
    int needed = Math.addExact(length, more);
    if (needed > bytes.length) {
      long capacity = Math.max(needed, 2L * bytes.length);
      bytes = Arrays.copyOf(bytes, (int) Math.min(Integer.MAX_VALUE - 8L, capacity));
    }
  }
}
