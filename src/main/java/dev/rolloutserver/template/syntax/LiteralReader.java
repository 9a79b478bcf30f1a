package dev.rolloutserver.template.syntax;

import dev.rolloutserver.python.CharacterClass;
import dev.rolloutserver.python.Repr;
import dev.rolloutserver.template.TemplateException;
import java.math.BigInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads strings, numbers and names inside a tag. */
final class LiteralReader {
  /** Python refuses to read longer ones. */
  private static final int MAX_DIGITS = 4300;

  private static final Pattern FLOAT =
      Pattern.compile(
          "(?:[0-9]+_)*[0-9]+"
              + "(?:(?:\\.(?:[0-9]+_)*[0-9]+)?[eE][+-]?(?:[0-9]+_)*[0-9]+"
              + "|\\.(?:[0-9]+_)*[0-9]+)");

  private static final Pattern INTEGER =
      Pattern.compile(
          "0[bB](?:_?[01])+|0[oO](?:_?[0-7])+|0[xX](?:_?[0-9a-fA-F])+"
              + "|[1-9](?:_?[0-9])*|0(?:_?0)*");

  private final String source;
  private final ErrorAt error;

  LiteralReader(String source, ErrorAt error) {
    this.source = source;
    this.error = error;
  }

  /** Makes the exception for a mistake at an offset of the source. */
  @FunctionalInterface
  interface ErrorAt {
    TemplateException make(String message, int offset);
  }

  /**
   * What was read.
   *
   * @param value number, or null for strings and names
   * @param end offset after it
   */
  record Literal(String text, @Nullable Object value, int end) {}

  static boolean isNameCharacter(int codePoint) {
    return codePoint == '_'
        || (codePoint < 128
            ? Character.isLetterOrDigit(codePoint)
            : CharacterClass.isIdentifierPart(codePoint)
                || CharacterClass.isAlnum(Character.toString(codePoint)));
  }

  Literal name(int start) {
    int end = start;
    while (end < source.length() && isNameCharacter(source.codePointAt(end))) {
      end += Character.charCount(source.codePointAt(end));
    }
    String name = source.substring(start, end);
    if (!CharacterClass.isIdentifier(name)) {
      throw error.make("Invalid character in identifier", start);
    }
    return new Literal(name, null, end);
  }

  Literal number(int start) {
    Matcher matcher = FLOAT.matcher(source).region(start, source.length());
    boolean afterDot = start > 0 && source.charAt(start - 1) == '.';
    if (!afterDot && matcher.lookingAt()) {
      return new Literal("", Double.valueOf(matcher.group().replace("_", "")), matcher.end());
    }
    matcher.usePattern(INTEGER).region(start, source.length());
    if (!matcher.lookingAt()) {
      throw error.make(
          "unexpected char " + Repr.of(Character.toString(source.codePointAt(start))), start);
    }
    return new Literal("", integer(matcher.group().replace("_", ""), start), matcher.end());
  }

  private Object integer(String digits, int start) {
    char prefix = digits.length() > 1 ? Character.toLowerCase(digits.charAt(1)) : '0';
    int radix = prefix == 'x' ? 16 : prefix == 'o' ? 8 : prefix == 'b' ? 2 : 10;
    if (radix == 10 && digits.length() > MAX_DIGITS) {
      throw error.make("integer literal has more than " + MAX_DIGITS + " digits", start);
    }
    BigInteger value = new BigInteger(radix == 10 ? digits : digits.substring(2), radix);
    return value.bitLength() < Long.SIZE ? (Object) value.longValue() : value;
  }

  Literal string(int start) {
    char quote = source.charAt(start);
    int end = start + 1;
    while (end < source.length() && source.charAt(end) != quote) {
      end += source.charAt(end) == '\\' ? 2 : 1;
    }
    if (end >= source.length()) {
      throw error.make("unexpected char " + Repr.of(Character.toString(quote)), start);
    }
    String raw = source.substring(start + 1, end);
    String text = raw.indexOf('\\') < 0 ? raw : unescaped(raw, start);
    return new Literal(text, null, end + 1);
  }

  private String unescaped(String raw, int start) {
    try {
      return StringEscapes.decode(raw);
    } catch (IllegalArgumentException e) {
      throw error.make(String.valueOf(e.getMessage()), start);
    }
  }
}
