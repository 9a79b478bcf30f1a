package dev.rolloutserver.rollout;

/** Texts of others for a line of the log: characters that move or end it are written as escapes. */
final class Printable {
  private Printable() {}

  static String text(String text) {
    if (isPlain(text)) {
      return text;
    }
    StringBuilder printable = new StringBuilder(text.length());
    text.codePoints().forEach(character -> append(printable, character));
    return printable.toString();
  }

  private static boolean isPlain(String text) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c < ' ' || c >= 0x7f) {
        return false;
      }
    }
    return true;
  }

  private static void append(StringBuilder out, int character) {
    switch (Character.getType(character)) {
      case Character.CONTROL,
          Character.FORMAT,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR,
          Character.SURROGATE ->
          out.append(String.format("\\u%04x", character));
      default -> out.appendCodePoint(character);
    }
  }
}
