package dev.rolloutserver.template;

/** A chat template that cannot be compiled or rendered; {@link #kind()} says why. */
public final class TemplateException extends RuntimeException {
  private static final long serialVersionUID = 1;

  /** What went wrong. */
  public enum Kind {
    /** The template itself refused, by {@code raise_exception}; the message is its own. */
    RAISED,
    /** The text is not a template; line and column are known. */
    SYNTAX,
    /** An expression cannot be evaluated; the line is known. */
    EVALUATION,
    /** A limit was reached: steps, output, nesting, or the size of a value. */
    LIMIT
  }

  private final Kind kind;
  private final int line;
  private final int column;

  private TemplateException(Kind kind, String message, int line, int column) {
    super(message);
    this.kind = kind;
    this.line = line;
    this.column = column;
  }

  /** The template refused with this message. */
  public static TemplateException raised(String message, int line) {
    return new TemplateException(Kind.RAISED, message, line, 0);
  }

  /** The text is wrong at this place; both counts start at 1. */
  public static TemplateException syntax(String message, int line, int column) {
    return new TemplateException(Kind.SYNTAX, message, line, column);
  }

  /** An expression in this line cannot be evaluated. */
  public static TemplateException evaluation(String message, int line) {
    return new TemplateException(Kind.EVALUATION, message, line, 0);
  }

  /** A limit was reached in this line. */
  public static TemplateException limit(String message, int line) {
    return new TemplateException(Kind.LIMIT, message, line, 0);
  }

  /** What went wrong. */
  public Kind kind() {
    return kind;
  }

  /** The line of the template, from 1; 0 where it is not known. */
  public int line() {
    return line;
  }

  /** The column of the line in code points, from 1; 0 where it is not known. */
  public int column() {
    return column;
  }
}
