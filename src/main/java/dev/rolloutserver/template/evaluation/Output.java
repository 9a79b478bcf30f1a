package dev.rolloutserver.template.evaluation;

import dev.rolloutserver.python.PythonError;
import dev.rolloutserver.template.values.Budget;
import dev.rolloutserver.template.values.LimitReached;
import dev.rolloutserver.template.values.Markup;
import dev.rolloutserver.template.values.Texts;
import dev.rolloutserver.template.values.Types;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A text that grows: that of the template, or of a block that is captured. */
final class Output {
  private final List<String> parts = new ArrayList<>();
  private final Budget budget;
  private final int maxLength;
  private int length;
  private int counted;
  private int codePoints;
  private @Nullable String foreign;

  Output(Budget budget, int maxLength) {
    this.budget = budget;
    this.maxLength = maxLength;
  }

  void write(String string) {
    if (string.length() > maxLength - length) {
      throw new LimitReached("more than " + maxLength + " characters of output");
    }
    if (!string.isEmpty()) {
      length += string.length();
      parts.add(string);
    }
  }

  /** Writes what Python's str() makes of the value. */
  void print(@Nullable Object value) {
    write(value instanceof String string ? string : Texts.str(value, budget));
  }

  /** Writes a value that must be a text already; else the output fails when it is complete. */
  void join(@Nullable Object value) {
    if (value == null || !Types.isString(value)) {
      foreign = foreign == null ? Types.name(value) : foreign;
    } else {
      write(Types.stringOf(value));
    }
  }

  /** Writes a value, escaped for HTML unless it is Markup. */
  void escape(@Nullable Object value) {
    write(Markup.escape(value, budget).text());
  }

  /** How many code points are written. */
  int codePoints() {
    for (; counted < parts.size(); counted++) {
      String part = parts.get(counted);
      codePoints += part.codePointCount(0, part.length());
    }
    return codePoints;
  }

  /** The whole text, charged as a value. */
  String captured() {
    budget.allocate(length);
    return text();
  }

  /** The whole text, joined at once: one text of its exact size is allocated. */
  String text() {
    if (foreign != null) {
      throw PythonError.typeError("sequence item 0: expected str instance, " + foreign + " found");
    }
    return String.join("", parts);
  }
}
