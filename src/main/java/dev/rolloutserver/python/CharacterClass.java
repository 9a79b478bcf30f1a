package dev.rolloutserver.python;

import java.util.function.IntPredicate;

/** The questions {@code str.isalnum} and its kin answer, by the tables of Unicode 14.0. */
public final class CharacterClass {
  private CharacterClass() {}

  public static boolean isAlnum(String s) {
    int flags = Characters.ALPHA | Characters.DECIMAL | Characters.DIGIT | Characters.NUMERIC;
    return all(s, c -> Characters.has(c, flags));
  }

  public static boolean isAlpha(String s) {
    return all(s, c -> Characters.has(c, Characters.ALPHA));
  }

  /** True for the empty text too. */
  public static boolean isAscii(String s) {
    for (int i = 0; i < s.length(); i++) {
      if (s.charAt(i) >= 0x80) {
        return false;
      }
    }
    return true;
  }

  public static boolean isDecimal(String s) {
    return all(s, c -> Characters.has(c, Characters.DECIMAL));
  }

  public static boolean isDigit(String s) {
    return all(s, c -> Characters.has(c, Characters.DIGIT));
  }

  public static boolean isNumeric(String s) {
    return all(s, c -> Characters.has(c, Characters.NUMERIC));
  }

  public static boolean isSpace(String s) {
    return all(s, c -> Characters.has(c, Characters.SPACE));
  }

  /** True for the empty text too. */
  public static boolean isPrintable(String s) {
    return s.isEmpty() || all(s, CharacterClass::isPrintable);
  }

  public static boolean isPrintable(int codePoint) {
    return Characters.has(codePoint, Characters.PRINTABLE);
  }

  /** Whether {@code str.isidentifier} says so; keywords are identifiers to it. */
  public static boolean isIdentifier(String s) {
    if (s.isEmpty() || !Characters.has(s.codePointAt(0), Characters.IDENTIFIER_START)) {
      return false;
    }
    return all(s, c -> Characters.has(c, Characters.IDENTIFIER_PART));
  }

  /** A character an identifier may go on with. */
  public static boolean isIdentifierPart(int codePoint) {
    return Characters.has(codePoint, Characters.IDENTIFIER_PART);
  }

  /** The value of a decimal digit of any script, or -1. */
  public static int decimalValue(int codePoint) {
    return Characters.decimalValue(codePoint);
  }

  public static boolean isLower(String s) {
    return isOneCase(s, Characters.LOWER, Characters.UPPER | Characters.TITLE);
  }

  public static boolean isUpper(String s) {
    return isOneCase(s, Characters.UPPER, Characters.LOWER | Characters.TITLE);
  }

  /** Upper case only after what has no case, lower case only after what has one, and some case. */
  public static boolean isTitle(String s) {
    boolean cased = false;
    boolean previousCased = false;
    int c;
    for (int i = 0; i < s.length(); i += Character.charCount(c)) {
      c = s.codePointAt(i);
      boolean upper = Characters.has(c, Characters.UPPER | Characters.TITLE);
      boolean lower = !upper && Characters.has(c, Characters.LOWER);
      if ((upper && previousCased) || (lower && !previousCased)) {
        return false;
      }
      previousCased = upper || lower;
      cased |= previousCased;
    }
    return cased;
  }

  private static boolean isOneCase(String s, int wanted, int unwanted) {
    boolean found = false;
    int c;
    for (int i = 0; i < s.length(); i += Character.charCount(c)) {
      c = s.codePointAt(i);
      if (Characters.has(c, unwanted)) {
        return false;
      }
      found |= Characters.has(c, wanted);
    }
    return found;
  }

  private static boolean all(String s, IntPredicate test) {
    int c;
    for (int i = 0; i < s.length(); i += Character.charCount(c)) {
      c = s.codePointAt(i);
      if (!test.test(c)) {
        return false;
      }
    }
    return !s.isEmpty();
  }
}
