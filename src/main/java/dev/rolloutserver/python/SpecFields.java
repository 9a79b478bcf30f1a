package dev.rolloutserver.python;

/**
 * The parts of a format spec: {@code [[fill]align][sign][z][#][0][width][,_][.precision][type]}.
 *
 * @param sign "+", "-", " " or empty
 * @param width -1 if there is none
 * @param grouping comma, underscore or NUL
 * @param precision -1 if there is none
 */
record SpecFields(
    int fill,
    char align,
    String sign,
    boolean noNegativeZero,
    boolean alternate,
    long width,
    char grouping,
    long precision,
    int type) {

  static SpecFields parse(String spec, char defaultType, char defaultAlign, String typeName) {
    return new Parser(spec).parse(defaultType, defaultAlign, typeName);
  }

  String signFor(boolean negative) {
    return negative ? "-" : sign.equals("-") ? "" : sign;
  }

  PythonError unknownType(String typeName) {
    return PythonError.valueError(
        "Unknown format code '" + named(type) + "' for object of type '" + typeName + "'");
  }

  private static String named(int type) {
    return type > 32 && type < 128 ? Character.toString(type) : "\\x" + Integer.toHexString(type);
  }

  /** Reads a spec from left to right. */
  private static final class Parser {
    private final String spec;
    private int at;

    Parser(String spec) {
      this.spec = spec;
    }

    SpecFields parse(char defaultType, char defaultAlign, String typeName) {
      int fill = ' ';
      char align = defaultAlign;
      boolean fillGiven = false;
      boolean alignGiven = false;
      int first = spec.isEmpty() ? 0 : Character.charCount(spec.codePointAt(0));
      if (isAlign(first)) {
        fill = spec.codePointAt(0);
        align = spec.charAt(first);
        fillGiven = true;
        alignGiven = true;
        at = first + 1;
      } else if (isAlign(0)) {
        align = spec.charAt(0);
        alignGiven = true;
        at = 1;
      }
      String sign = take(" +-");
      boolean noNegativeZero = !take("z").isEmpty();
      boolean alternate = !take("#").isEmpty();
      if (!fillGiven && !take("0").isEmpty()) {
        fill = '0';
        if (!alignGiven && defaultAlign == '>') {
          align = '=';
        }
      }
      long width = digits();
      char grouping = grouping();
      long precision = -1;
      if (!take(".").isEmpty()) {
        precision = digits();
        if (precision < 0) {
          throw PythonError.valueError("Format specifier missing precision");
        }
      }
      int type = defaultType;
      if (at < spec.length()) {
        type = spec.codePointAt(at);
        if (at + Character.charCount(type) < spec.length()) {
          throw PythonError.valueError(
              "Invalid format specifier '" + spec + "' for object of type '" + typeName + "'");
        }
      }
      requireGroupable(grouping, type);
      return new SpecFields(
          fill, align, sign, noNegativeZero, alternate, width, grouping, precision, type);
    }

    private char grouping() {
      boolean comma = !take(",").isEmpty();
      boolean underscore = !take("_").isEmpty();
      if (underscore && (comma || !take(",").isEmpty())) {
        throw PythonError.valueError("Cannot specify both ',' and '_'.");
      }
      return comma ? ',' : underscore ? '_' : '\0';
    }

    private static void requireGroupable(char grouping, int type) {
      if (grouping == '\0' || type == 0 || (type < 0x80 && "defgEG%F".indexOf(type) >= 0)) {
        return;
      }
      if (grouping == '_' && type < 0x80 && "boxX".indexOf(type) >= 0) {
        return;
      }
      throw PythonError.valueError("Cannot specify '" + grouping + "' with '" + named(type) + "'.");
    }

    private boolean isAlign(int index) {
      return index < spec.length() && "<>=^".indexOf(spec.charAt(index)) >= 0;
    }

    /** The character here if it is one of these, else nothing. */
    private String take(String any) {
      if (at < spec.length() && any.indexOf(spec.charAt(at)) >= 0) {
        return spec.substring(at, ++at);
      }
      return "";
    }

    /** A number in decimal digits of any script, or -1 if there is none. */
    private long digits() {
      long value = -1;
      while (at < spec.length()) {
        int c = spec.codePointAt(at);
        int digit = CharacterClass.decimalValue(c);
        if (digit < 0) {
          break;
        }
        value = DecimalDigits.next(Math.max(value, 0), digit);
        at += Character.charCount(c);
      }
      return value;
    }
  }
}
