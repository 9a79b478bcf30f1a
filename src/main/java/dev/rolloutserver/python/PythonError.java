package dev.rolloutserver.python;

/**
 * An exception as Python would raise it: a kind and the message in CPython's words. It has no stack
 * trace, because what raises it is text somebody wrote and not this program.
 */
public final class PythonError extends RuntimeException {
  private final Kind kind;
  private final String text;

  public PythonError(Kind kind, String text) {
    super(text, null, false, false);
    this.kind = kind;
    this.text = text;
  }

  public static PythonError typeError(String text) {
    return new PythonError(Kind.TYPE_ERROR, text);
  }

  public static PythonError valueError(String text) {
    return new PythonError(Kind.VALUE_ERROR, text);
  }

  public static PythonError overflowError(String text) {
    return new PythonError(Kind.OVERFLOW_ERROR, text);
  }

  public static PythonError zeroDivisionError(String text) {
    return new PythonError(Kind.ZERO_DIVISION_ERROR, text);
  }

  public static PythonError indexError(String text) {
    return new PythonError(Kind.INDEX_ERROR, text);
  }

  /** The text is the repr of the key, as {@code str(KeyError(key))} is. */
  public static PythonError keyError(String keyRepr) {
    return new PythonError(Kind.KEY_ERROR, keyRepr);
  }

  public static PythonError attributeError(String text) {
    return new PythonError(Kind.ATTRIBUTE_ERROR, text);
  }

  public static PythonError undefinedError(String text) {
    return new PythonError(Kind.UNDEFINED_ERROR, text);
  }

  public static PythonError securityError(String text) {
    return new PythonError(Kind.SECURITY_ERROR, text);
  }

  public static PythonError runtimeError(String text) {
    return new PythonError(Kind.RUNTIME_ERROR, text);
  }

  /** What Jinja2 itself refuses in a running template. */
  public static PythonError templateRuntimeError(String text) {
    return new PythonError(Kind.TEMPLATE_RUNTIME_ERROR, text);
  }

  public static PythonError assertionError(String text) {
    return new PythonError(Kind.ASSERTION_ERROR, text);
  }

  public static PythonError limitError(String text) {
    return new PythonError(Kind.LIMIT_ERROR, text);
  }

  public Kind kind() {
    return kind;
  }

  /** The message alone, without the kind. */
  public String text() {
    return text;
  }

  /** Kind and message as the last line of a traceback has them. */
  public String lastLine() {
    return text.isEmpty() ? kind.pythonName() : kind.pythonName() + ": " + text;
  }

  /** The class of the exception. */
  public enum Kind {
    ASSERTION_ERROR("AssertionError"),
    ATTRIBUTE_ERROR("AttributeError"),
    INDEX_ERROR("IndexError"),
    KEY_ERROR("KeyError"),
    /** A bound of the embedding program, where CPython would go on until memory ends. */
    LIMIT_ERROR("LimitError"),
    LOOKUP_ERROR("LookupError"),
    OVERFLOW_ERROR("OverflowError"),
    RUNTIME_ERROR("RuntimeError"),
    SECURITY_ERROR("SecurityError"),
    TEMPLATE_RUNTIME_ERROR("TemplateRuntimeError"),
    TYPE_ERROR("TypeError"),
    UNDEFINED_ERROR("UndefinedError"),
    UNICODE_ENCODE_ERROR("UnicodeEncodeError"),
    UNICODE_DECODE_ERROR("UnicodeDecodeError"),
    VALUE_ERROR("ValueError"),
    ZERO_DIVISION_ERROR("ZeroDivisionError");

    private final String pythonName;

    Kind(String pythonName) {
      this.pythonName = pythonName;
    }

    public String pythonName() {
      return pythonName;
    }
  }
}
