package dev.rolloutserver.python;

/** What {@code int(text)} and {@code float(text)} do to a text before they read it. */
final class NumberLiteral {
  private NumberLiteral() {}

  /**
   * The text in ASCII and without the spaces around it: digits of any script become ASCII digits,
   * white space beyond ASCII becomes a space, and what is neither ends the text with a question
   * mark. A text that is ASCII already is only stripped, and of fewer characters.
   */
  static String normalize(String s) {
    if (CharacterClass.isAscii(s)) {
      return strip(s);
    }
    StringBuilder ascii = new StringBuilder(s.length());
    int c;
    for (int i = 0; i < s.length(); i += Character.charCount(c)) {
      c = s.codePointAt(i);
      int digit = CharacterClass.decimalValue(c);
      if (Whitespace.isSpace(c) && c >= 0x80) {
        ascii.append(' ');
      } else if (c < 0x80) {
        ascii.append((char) c);
      } else if (digit >= 0) {
        ascii.append((char) ('0' + digit));
      } else {
        ascii.append('?');
        break;
      }
    }
    return strip(ascii.toString());
  }

  /** At most this many code points of the text's repr, as messages quote it. */
  static String quoted(String s, int max) {
    String repr = Repr.of(s);
    return CodePoints.length(repr) <= max ? repr : CodePoints.substring(repr, 0, max);
  }

  private static String strip(String s) {
    int start = 0;
    int end = s.length();
    while (start < end && isCSpace(s.charAt(start))) {
      start++;
    }
    while (end > start && isCSpace(s.charAt(end - 1))) {
      end--;
    }
    return s.substring(start, end);
  }

  private static boolean isCSpace(char c) {
    return c == ' ' || (c >= '\t' && c <= '\r');
  }
}
