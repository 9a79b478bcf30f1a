package dev.rolloutserver.python;

import java.util.HexFormat;

/** {@code repr()} and {@code ascii()} of texts, and {@code repr()} of bytes. */
public final class Repr {
  private Repr() {}

  /** {@code repr(s)}: single quotes unless only double quotes avoid an escape. */
  public static String of(String s) {
    StringBuilder result = new StringBuilder(s.length() + 8);
    char quote = s.indexOf('\'') >= 0 && s.indexOf('"') < 0 ? '"' : '\'';
    result.append(quote);
    int c;
    for (int i = 0; i < s.length(); i += Character.charCount(c)) {
      c = s.codePointAt(i);
      if (c == quote || c == '\\') {
        result.append('\\').append((char) c);
      } else if (c >= ' ' && c < 0x7F) {
        result.append((char) c);
      } else if (c == '\t') {
        result.append("\\t");
      } else if (c == '\n') {
        result.append("\\n");
      } else if (c == '\r') {
        result.append("\\r");
      } else if (CharacterClass.isPrintable(c)) {
        result.appendCodePoint(c);
      } else {
        appendEscape(c, result);
      }
    }
    return result.append(quote).toString();
  }

  /** {@code ascii(s)}. */
  public static String ascii(String s) {
    return escapeNonAscii(of(s));
  }

  /** Makes a repr of any value what {@code ascii()} gives for the value. */
  public static String escapeNonAscii(String repr) {
    if (CharacterClass.isAscii(repr)) {
      return repr;
    }
    StringBuilder result = new StringBuilder(repr.length() * 2);
    int c;
    for (int i = 0; i < repr.length(); i += Character.charCount(c)) {
      c = repr.codePointAt(i);
      if (c < 0x80) {
        result.append((char) c);
      } else {
        appendEscape(c, result);
      }
    }
    return result.toString();
  }

  /** {@code repr(bytes)}, such as {@code b'a\x00'}. */
  public static String ofBytes(byte[] bytes) {
    StringBuilder result = new StringBuilder(bytes.length + 8);
    char quote = quoteFor(bytes);
    result.append('b').append(quote);
    for (byte b : bytes) {
      char c = (char) (b & 0xFF);
      switch (c) {
        case '\t' -> result.append("\\t");
        case '\n' -> result.append("\\n");
        case '\r' -> result.append("\\r");
        default -> {
          if (c == quote || c == '\\') {
            result.append('\\').append(c);
          } else if (c < ' ' || c >= 0x7F) {
            appendEscape(c, result);
          } else {
            result.append(c);
          }
        }
      }
    }
    return result.append(quote).toString();
  }

  private static char quoteFor(byte[] bytes) {
    boolean single = false;
    for (byte b : bytes) {
      if (b == '"') {
        return '\'';
      }
      single |= b == '\'';
    }
    return single ? '"' : '\'';
  }

  private static void appendEscape(int c, StringBuilder to) {
    HexFormat hex = HexFormat.of();
    if (c <= 0xFF) {
      to.append("\\x").append(hex.toHexDigits((byte) c));
    } else if (c <= 0xFFFF) {
      to.append("\\u").append(hex.toHexDigits((char) c));
    } else {
      to.append("\\U").append(hex.toHexDigits(c));
    }
  }
}
