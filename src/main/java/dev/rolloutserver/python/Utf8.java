package dev.rolloutserver.python;

import java.nio.charset.StandardCharsets;

/** {@code str.encode()}: UTF-8, which a lone surrogate does not have. */
public final class Utf8 {
  private Utf8() {}

  /** The bytes, or UnicodeEncodeError. */
  public static byte[] encode(String s) {
    requireEncodable(s);
    return s.getBytes(StandardCharsets.UTF_8);
  }

  static void requireEncodable(String s) {
    int c;
    int position = 0;
    for (int i = 0; i < s.length(); i += Character.charCount(c)) {
      c = s.codePointAt(i);
      if (isSurrogate(c)) {
        throw refusal(s, i, position);
      }
      position++;
    }
  }

  private static PythonError refusal(String s, int at, int position) {
    int end = at + 1;
    while (end < s.length() && isSurrogate(s.codePointAt(end))) {
      end++;
    }
    int count = end - at;
    String what =
        count == 1
            ? "character '\\u%x' in position %d".formatted((int) s.charAt(at), position)
            : "characters in position %d-%d".formatted(position, position + count - 1);
    return new PythonError(
        PythonError.Kind.UNICODE_ENCODE_ERROR,
        "'utf-8' codec can't encode " + what + ": surrogates not allowed");
  }

  private static boolean isSurrogate(int c) {
    return c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE;
  }
}
