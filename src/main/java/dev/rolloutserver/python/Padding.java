package dev.rolloutserver.python;

/** {@code str.center}, {@code ljust}, {@code rjust}, {@code zfill} and {@code expandtabs}. */
public final class Padding {
  private Padding() {}

  /** An odd space goes to the left only where the width is odd too. */
  public static String center(String s, long width, String fill, LengthBudget budget) {
    long missing = missing(s, width, budget);
    long left = missing / 2 + (missing & width & 1);
    return pad(s, left, missing - left, fill);
  }

  public static String ljust(String s, long width, String fill, LengthBudget budget) {
    return pad(s, 0, missing(s, width, budget), fill);
  }

  public static String rjust(String s, long width, String fill, LengthBudget budget) {
    return pad(s, missing(s, width, budget), 0, fill);
  }

  /** Zeros go after a sign. */
  public static String zfill(String s, long width, LengthBudget budget) {
    long missing = missing(s, width, budget);
    if (missing == 0 || s.isEmpty() || (s.charAt(0) != '+' && s.charAt(0) != '-')) {
      return pad(s, missing, 0, "0");
    }
    return s.charAt(0) + pad(s.substring(1), missing, 0, "0");
  }

  /** Tabs become spaces up to the next multiple of the size, counted from the line's start. */
  public static String expandTabs(String s, long tabSize, LengthBudget budget) {
    if (s.indexOf('\t') < 0) {
      return s;
    }
    long tabs = s.chars().filter(c -> c == '\t').count();
    if (tabSize > 0) {
      // the exact length is at most this; the cap on the factor keeps the product a long
      budget.require(s.length() - tabs + tabs * Math.min(tabSize, Integer.MAX_VALUE));
    }
    StringBuilder result = new StringBuilder();
    long column = 0;
    int c;
    for (int i = 0; i < s.length(); i += Character.charCount(c)) {
      c = s.codePointAt(i);
      if (c != '\t') {
        result.appendCodePoint(c);
        column = c == '\n' || c == '\r' ? 0 : column + 1;
      } else if (tabSize > 0) {
        long spaces = tabSize - column % tabSize;
        result.repeat(' ', (int) spaces);
        column += spaces;
      }
    }
    return result.toString();
  }

  /** The text between two runs of one fill character; TypeError if the fill is not one. */
  static String pad(String s, long left, long right, String fill) {
    if (CodePoints.length(fill) != 1) {
      throw PythonError.typeError("The fill character must be exactly one character long");
    }
    if (left <= 0 && right <= 0) {
      return s;
    }
    int c = fill.codePointAt(0);
    return new StringBuilder((int) (s.length() + (left + right) * fill.length()))
        .repeat(c, (int) left)
        .append(s)
        .repeat(c, (int) right)
        .toString();
  }

  private static long missing(String s, long width, LengthBudget budget) {
    int length = CodePoints.length(s);
    if (width <= length) {
      return 0;
    }
    budget.require(width);
    return width - length;
  }
}
