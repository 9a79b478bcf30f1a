package dev.rolloutserver.python;

/** Python's full case mappings, by the tables of Unicode 14.0 and without a locale. */
public final class CaseMapping {
  private static final int CAPITAL_SIGMA = 0x3A3;
  private static final int SMALL_SIGMA = 0x3C3;
  private static final int FINAL_SIGMA = 0x3C2;

  private CaseMapping() {}

  public static String upper(String s) {
    if (isAscii(s)) {
      return mapAscii(s, 'a', 'z');
    }
    StringBuilder result = new StringBuilder(s.length() + 8);
    int c;
    for (int i = 0; i < s.length(); i += Character.charCount(c)) {
      c = s.codePointAt(i);
      Characters.of(c).upper().append(c, result);
    }
    return result.toString();
  }

  public static String lower(String s) {
    if (isAscii(s)) {
      return mapAscii(s, 'A', 'Z');
    }
    StringBuilder result = new StringBuilder(s.length() + 8);
    appendLower(s, 0, result);
    return result.toString();
  }

  public static String casefold(String s) {
    if (isAscii(s)) {
      return mapAscii(s, 'A', 'Z');
    }
    StringBuilder result = new StringBuilder(s.length() + 8);
    int c;
    for (int i = 0; i < s.length(); i += Character.charCount(c)) {
      c = s.codePointAt(i);
      Characters.of(c).folded().append(c, result);
    }
    return result.toString();
  }

  /** The first character in title case, the rest in lower case. */
  public static String capitalize(String s) {
    if (s.isEmpty()) {
      return s;
    }
    StringBuilder result = new StringBuilder(s.length() + 8);
    int first = s.codePointAt(0);
    Characters.of(first).title().append(first, result);
    appendLower(s, Character.charCount(first), result);
    return result.toString();
  }

  public static String title(String s) {
    StringBuilder result = new StringBuilder(s.length() + 8);
    boolean previousCased = false;
    int c;
    for (int i = 0; i < s.length(); i += Character.charCount(c)) {
      c = s.codePointAt(i);
      if (previousCased) {
        appendLowerAt(s, i, c, result);
      } else {
        Characters.of(c).title().append(c, result);
      }
      previousCased = Characters.has(c, Characters.CASED);
    }
    return result.toString();
  }

  public static String swapcase(String s) {
    StringBuilder result = new StringBuilder(s.length() + 8);
    int c;
    for (int i = 0; i < s.length(); i += Character.charCount(c)) {
      c = s.codePointAt(i);
      if (Characters.has(c, Characters.UPPER)) {
        appendLowerAt(s, i, c, result);
      } else if (Characters.has(c, Characters.LOWER)) {
        Characters.of(c).upper().append(c, result);
      } else {
        result.appendCodePoint(c);
      }
    }
    return result.toString();
  }

  private static void appendLower(String s, int from, StringBuilder to) {
    int c;
    for (int i = from; i < s.length(); i += Character.charCount(c)) {
      c = s.codePointAt(i);
      appendLowerAt(s, i, c, to);
    }
  }

  private static void appendLowerAt(String s, int at, int c, StringBuilder to) {
    if (c == CAPITAL_SIGMA) {
      to.appendCodePoint(isFinal(s, at) ? FINAL_SIGMA : SMALL_SIGMA);
    } else {
      Characters.of(c).lower().append(c, to);
    }
  }

  /**
   * Unicode's Final_Sigma: a letter with case before, none after, not counting what is ignorable.
   */
  private static boolean isFinal(String s, int at) {
    int before = at;
    int c = -1;
    while (before > 0) {
      c = s.codePointBefore(before);
      if (!Characters.has(c, Characters.CASE_IGNORABLE)) {
        break;
      }
      before -= Character.charCount(c);
    }
    if (before == 0 || !Characters.has(c, Characters.CASED)) {
      return false;
    }
    int after = at + 1;
    while (after < s.length()) {
      c = s.codePointAt(after);
      if (!Characters.has(c, Characters.CASE_IGNORABLE)) {
        return !Characters.has(c, Characters.CASED);
      }
      after += Character.charCount(c);
    }
    return true;
  }

  private static boolean isAscii(String s) {
    return CharacterClass.isAscii(s);
  }

  /** Flips the case bit of the letters from {@code first} to {@code last}. */
  private static String mapAscii(String s, char first, char last) {
    int i = 0;
    while (i < s.length() && (s.charAt(i) < first || s.charAt(i) > last)) {
      i++;
    }
    if (i == s.length()) {
      return s;
    }
    char[] mapped = s.toCharArray();
    for (; i < mapped.length; i++) {
      if (mapped[i] >= first && mapped[i] <= last) {
        mapped[i] = (char) (mapped[i] ^ 0x20);
      }
    }
    return new String(mapped);
  }
}
