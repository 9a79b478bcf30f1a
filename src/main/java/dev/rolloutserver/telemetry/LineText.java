package dev.rolloutserver.telemetry;

import java.io.PrintWriter;
import java.io.StringWriter;

/** Texts for a line of the log, whatever they hold. */
final class LineText {
  private static final String HEX = "0123456789abcdef";

  private LineText() {}

  /** The stack trace, on lines of its own. */
  static String trace(Throwable thrown) {
    StringWriter trace = new StringWriter();
    thrown.printStackTrace(new PrintWriter(trace));
    return trace.toString();
  }

  /**
   * Appends a text between quotes as JSON. What ends or turns a line is escaped; half a pair of
   * surrogates, which some parsers refuse even when it is escaped, becomes U+FFFD.
   */
  static void quoted(StringBuilder out, String text) {
    out.append('"');
    for (int i = plainFrom(text, 0, out); i < text.length(); i = plainFrom(text, i + 1, out)) {
      char c = text.charAt(i);
      if (c == '"' || c == '\\') {
        out.append('\\').append(c);
      } else if (c == '\n') {
        out.append("\\n");
      } else if (c == '\t') {
        out.append("\\t");
      } else if (isPair(text, i)) {
        pair(out, text, i);
        i++;
      } else if (Character.isSurrogate(c)) {
        out.append("\\ufffd");
      } else if (moves(c)) {
        escaped(out, c);
      } else {
        out.append(c);
      }
    }
    out.append('"');
  }

  /** Appends what stands for itself from here on, all at once, and returns where it ends. */
  private static int plainFrom(String text, int from, StringBuilder out) {
    int length = text.length();
    int to = from;
    while (to < length && isPlain(text.charAt(to))) {
      to++;
    }
    out.append(text, from, to);
    return to;
  }

  private static boolean isPlain(char c) {
    return c >= ' ' && c < 0x7f && c != '"' && c != '\\';
  }

  /** Appends a text as it is, but for what ends or turns a line. */
  static void plain(StringBuilder out, String text) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (isPair(text, i)) {
        pair(out, text, i);
        i++;
      } else if (Character.isSurrogate(c) || moves(c)) {
        escaped(out, c);
      } else {
        out.append(c);
      }
    }
  }

  private static boolean isPair(String text, int i) {
    return i + 1 < text.length() && Character.isSurrogatePair(text.charAt(i), text.charAt(i + 1));
  }

  private static void pair(StringBuilder out, String text, int i) {
    if (moves(text.codePointAt(i))) {
      escaped(out, text.charAt(i));
      escaped(out, text.charAt(i + 1));
    } else {
      out.append(text, i, i + 2);
    }
  }

  private static boolean moves(int character) {
    if (character >= ' ' && character < 0x7f) {
      return false;
    }
    return switch (Character.getType(character)) {
      case Character.CONTROL,
          Character.FORMAT,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR ->
          true;
      default -> false;
    };
  }

  private static void escaped(StringBuilder out, char c) {
    out.append("\\u");
    for (int shift = 12; shift >= 0; shift -= 4) {
      out.append(HEX.charAt((c >> shift) & 0xf));
    }
  }
}
