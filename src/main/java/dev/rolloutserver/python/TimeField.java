package dev.rolloutserver.python;

/**
 * One directive of strftime with its flags, width and modifier.
 *
 * @param pad '-', '_', '0', '+' or NUL, the last one given
 * @param width -1 if there is none
 * @param source the directive as it is written
 * @param end where the pattern goes on
 */
record TimeField(
    char pad,
    boolean upper,
    boolean swap,
    long width,
    char modifier,
    int directive,
    String source,
    int end) {

  static TimeField parse(String pattern, int start) {
    int i = start + 1;
    char pad = '\0';
    boolean upper = false;
    boolean swap = false;
    for (; i < pattern.length() && "_-0^#".indexOf(pattern.charAt(i)) >= 0; i++) {
      char flag = pattern.charAt(i);
      upper |= flag == '^';
      swap |= flag == '#';
      pad = flag == '^' || flag == '#' ? pad : flag;
    }
    long width = -1;
    for (; i < pattern.length() && pattern.charAt(i) >= '0' && pattern.charAt(i) <= '9'; i++) {
      width = Math.min(Integer.MAX_VALUE, Math.max(0, width) * 10 + pattern.charAt(i) - '0');
    }
    char modifier = '\0';
    if (i < pattern.length() && (pattern.charAt(i) == 'E' || pattern.charAt(i) == 'O')) {
      modifier = pattern.charAt(i++);
    }
    int directive = i < pattern.length() ? pattern.codePointAt(i) : 0;
    i = Math.min(i + Character.charCount(directive), pattern.length());
    return new TimeField(
        pad, upper, swap, width, modifier, directive, pattern.substring(start, i), i);
  }

  /** The directive, or NUL if it does not go with the modifier. */
  int plainDirective() {
    return refuses(modifier).indexOf(directive) >= 0 ? 0 : directive;
  }

  private static String refuses(char modifier) {
    return switch (modifier) {
      case 'E' -> "abdefghijklmoqvwABDEFGHIJKLMNOQSUVW";
      case 'O' -> "acfioqvxADEFJKLNOQXY";
      default -> "";
    };
  }

  String name(String text) {
    return padded(upper || swap ? CaseMapping.upper(text) : text);
  }

  /** AM or PM, which the flag # makes smaller where it makes other names larger. */
  String halfDay(String text) {
    return padded(swap ? CaseMapping.lower(text) : text);
  }

  /** What is always in lower case, and what has no case. */
  String fixed(String text) {
    return padded(text);
  }

  String text(String text) {
    return padded(upper ? CaseMapping.upper(text) : text);
  }

  /** The directive itself; b and h see to their case before they refuse a modifier. */
  String refused() {
    boolean larger = upper || (swap && (directive == 'b' || directive == 'h'));
    return padded(larger ? CaseMapping.upper(source) : source);
  }

  /** At least {@code digits} wide unless the flag {@code -} is given. */
  String number(long value, int digits, char defaultPad) {
    char with = pad == '\0' ? defaultPad : pad;
    String text = Long.toString(Math.abs(value));
    String sign = value < 0 ? "-" : "";
    if (with == '-') {
      return padded(sign + text);
    }
    long missing = Math.max(digits, width) - text.length() - sign.length();
    String fill = (with == '_' ? " " : "0").repeat((int) Math.max(0, missing));
    return with == '_' ? fill + sign + text : sign + fill + text;
  }

  private String padded(String text) {
    long missing = width - CodePoints.length(text);
    return missing <= 0 ? text : (pad == '0' ? "0" : " ").repeat((int) missing) + text;
  }
}
