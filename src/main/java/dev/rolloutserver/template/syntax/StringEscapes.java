package dev.rolloutserver.template.syntax;

/** Python's escapes in string literals, as its codec {@code unicode-escape} reads them. */
final class StringEscapes {
  private static final String SIMPLE = "\\'\"abfnrtv";
  private static final String SIMPLE_VALUES = "\\'\"\u0007\b\f\n\r\t\u000b";

  private final String raw;
  private final StringBuilder text = new StringBuilder();
  private int position;

  private StringEscapes(String raw) {
    this.raw = raw;
  }

  /**
   * The text that is meant.
   *
   * @throws IllegalArgumentException in Python's words, if an escape is cut short or names nothing
   */
  static String decode(String raw) {
    StringEscapes escapes = new StringEscapes(raw);
    while (escapes.position < raw.length()) {
      escapes.readOne();
    }
    return escapes.text.toString();
  }

  private void readOne() {
    char c = raw.charAt(position);
    if (c != '\\') {
      text.append(c);
      position++;
      return;
    }
    char kind = raw.charAt(position + 1);
    position += 2;
    int simple = SIMPLE.indexOf(kind);
    if (simple >= 0) {
      text.append(SIMPLE_VALUES.charAt(simple));
      return;
    }
    switch (kind) {
      case '\n' -> {}
      case 'x' -> hex(2, "truncated \\xXX escape");
      case 'u' -> hex(4, "truncated \\uXXXX escape");
      case 'U' -> hex(8, "truncated \\UXXXXXXXX escape");
      case 'N' -> named();
      case '0', '1', '2', '3', '4', '5', '6', '7' -> octal();
      default -> unknown(kind);
    }
  }

  private void hex(int length, String tooShort) {
    int end = position;
    while (end < raw.length() && end < position + length && isHexDigit(raw.charAt(end))) {
      end++;
    }
    if (end < position + length) {
      throw new IllegalArgumentException(tooShort);
    }
    long codePoint = Long.parseLong(raw.substring(position, end), 16);
    if (codePoint > Character.MAX_CODE_POINT) {
      throw new IllegalArgumentException("illegal Unicode character");
    }
    text.appendCodePoint((int) codePoint);
    position = end;
  }

  private static boolean isHexDigit(char c) {
    return c < 128 && Character.digit(c, 16) >= 0;
  }

  private void octal() {
    int end = position - 1;
    int value = 0;
    while (end < raw.length()
        && end < position + 2
        && raw.charAt(end) >= '0'
        && raw.charAt(end) <= '7') {
      value = value * 8 + raw.charAt(end) - '0';
      end++;
    }
    text.append((char) value);
    position = end;
  }

  private void named() {
    int end = raw.indexOf('}', position);
    if (end < 0 || raw.charAt(position) != '{') {
      throw new IllegalArgumentException("malformed \\N character escape");
    }
    try {
      text.appendCodePoint(Character.codePointOf(raw.substring(position + 1, end)));
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException("unknown Unicode character name", e);
    }
    position = end + 1;
  }

  /** The backslash stays; a character beyond ASCII was escaped before and so shows its number. */
  private void unknown(char kind) {
    text.append('\\');
    if (kind < 128) {
      text.append(kind);
      return;
    }
    int codePoint = raw.codePointAt(position - 1);
    position += Character.charCount(codePoint) - 1;
    text.append(
        codePoint < 0x100
            ? "x%02x".formatted(codePoint)
            : codePoint < 0x10000 ? "u%04x".formatted(codePoint) : "U%08x".formatted(codePoint));
  }
}
