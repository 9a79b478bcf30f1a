package dev.rolloutserver.python;

import org.jspecify.annotations.Nullable;

/**
 * The name of a field of {@code str.format}, such as {@code 0.name[key]}, read step by step: as in
 * CPython a malformed step comes up only after those before it were taken.
 */
public final class FieldName {
  private final String first;
  private final String text;
  private int at;

  public FieldName(String text) {
    int end = 0;
    while (end < text.length() && text.charAt(end) != '.' && text.charAt(end) != '[') {
      end++;
    }
    this.first = text.substring(0, end);
    this.text = text;
    this.at = end;
  }

  /** What stands before the first step; empty for a field that is numbered automatically. */
  public String first() {
    return first;
  }

  /** The next step, or null at the end; ValueError where it is malformed. */
  public @Nullable Step next() {
    if (at == text.length()) {
      return null;
    }
    char kind = text.charAt(at++);
    if (kind != '.' && kind != '[') {
      throw PythonError.valueError("Only '.' or '[' may follow ']' in format field specifier");
    }
    int start = at;
    if (kind == '.') {
      while (at < text.length() && text.charAt(at) != '.' && text.charAt(at) != '[') {
        at++;
      }
      return new Step.Attribute(required(text.substring(start, at)));
    }
    int close = text.indexOf(']', at);
    if (close < 0) {
      throw PythonError.valueError("Missing ']' in format string");
    }
    at = close + 1;
    String key = text.substring(start, close);
    long index = DecimalDigits.parse(key);
    return index >= 0 ? new Step.Item(index) : new Step.Item(required(key));
  }

  private static String required(String name) {
    if (name.isEmpty()) {
      throw PythonError.valueError("Empty attribute in format string");
    }
    return name;
  }

  /** From a value to one of its parts. */
  public sealed interface Step {
    /** {@code .name}. */
    record Attribute(String name) implements Step {}

    /** {@code [key]}, where digits make the key a Long. */
    record Item(Object key) implements Step {}
  }
}
