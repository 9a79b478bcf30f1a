package dev.rolloutserver.configuration;

/**
 * A text that breaks the rule of its type. The setting's key comes before the message, and between
 * the two halves stands where the text was found.
 */
final class BrokenRule extends RuntimeException {
  private static final long serialVersionUID = 1;

  private final String before;
  private final String after;

  BrokenRule(String before, String after) {
    super(before + after);
    this.before = before;
    this.after = after;
  }

  String before() {
    return before;
  }

  String after() {
    return after;
  }

  /** A text as a message may show it: one line, not too long. */
  static String quote(String text) {
    String shown = text.length() > 80 ? text.substring(0, 80) + "…" : text;
    return "'" + shown.replaceAll("\\p{Cntrl}", "\uFFFD") + "'";
  }
}
