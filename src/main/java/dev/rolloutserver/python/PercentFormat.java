package dev.rolloutserver.python;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** {@code format % arguments}. Use an instance for one text. */
public final class PercentFormat {
  private final String format;
  private final PercentArguments arguments;
  private final PercentConversion conversion;
  private final LengthBudget budget;
  private final StringBuilder result = new StringBuilder();
  private List<@Nullable Object> values;
  private int used;
  private int at;

  private PercentFormat(
      String format, PercentArguments arguments, ValueText text, LengthBudget budget) {
    this.format = format;
    this.arguments = arguments;
    this.budget = budget;
    this.conversion = new PercentConversion(text, budget);
    this.values =
        switch (arguments) {
          case PercentArguments.Several several -> several.values();
          case PercentArguments.Single single -> one(single.value());
          case PercentArguments.Subscriptable subscriptable -> one(subscriptable.value());
        };
  }

  /** The formatted text; TypeError, ValueError or OverflowError as CPython words them. */
  public static String format(
      String format, PercentArguments arguments, ValueText text, LengthBudget budget) {
    return new PercentFormat(format, arguments, text, budget).run();
  }

  private String run() {
    int percent = format.indexOf('%');
    while (percent >= 0) {
      result.append(format, at, percent);
      at = percent + 1;
      field();
      budget.require(result.length());
      percent = format.indexOf('%', at);
    }
    result.append(format, at, format.length());
    if (used < values.size() && !(arguments instanceof PercentArguments.Subscriptable)) {
      throw PythonError.typeError("not all arguments converted during string formatting");
    }
    return result.toString();
  }

  private void field() {
    // only this: a percent sign after flags or a width is no conversion
    if (at < format.length() && format.charAt(at) == '%') {
      at++;
      result.append('%');
      return;
    }
    if (at < format.length() && format.charAt(at) == '(') {
      select(key());
    }
    PercentField field = new PercentField();
    while (at < format.length() && field.takeFlag(format.charAt(at))) {
      at++;
    }
    if (at < format.length() && format.charAt(at) == '*') {
      at++;
      field.width(starred(Long.MAX_VALUE, "Python int too large to convert to C ssize_t"));
    } else {
      field.width = digits(Long.MAX_VALUE, "width too big", 0);
    }
    if (at < format.length() && format.charAt(at) == '.') {
      at++;
      if (at < format.length() && format.charAt(at) == '*') {
        at++;
        long given = starred(Integer.MAX_VALUE, "Python int too large to convert to C int");
        field.precision = (int) Math.max(0, given);
      } else {
        field.precision = (int) digits(Integer.MAX_VALUE, "precision too big", 0);
      }
    }
    if (at < format.length() && "hlL".indexOf(format.charAt(at)) >= 0) {
      at++;
    }
    if (at >= format.length()) {
      throw PythonError.valueError("incomplete format");
    }
    int index = at;
    int type = format.codePointAt(at);
    at += Character.charCount(type);
    Object value = next();
    if ("sradiuoxXeEfFgGc".indexOf(type) < 0) {
      throw PythonError.valueError(
          "unsupported format character '%c' (0x%x) at index %d"
              .formatted(
                  type > 30 && type < 127 ? type : '?', type, format.codePointCount(0, index)));
    }
    conversion.append(field, (char) type, value, result);
  }

  private String key() {
    int depth = 1;
    int start = at + 1;
    at = start;
    while (at < format.length()) {
      char c = format.charAt(at++);
      depth += c == '(' ? 1 : c == ')' ? -1 : 0;
      if (depth == 0) {
        return format.substring(start, at - 1);
      }
    }
    if (!(arguments instanceof PercentArguments.Subscriptable)) {
      throw PythonError.typeError("format requires a mapping");
    }
    throw PythonError.valueError("incomplete format key");
  }

  private void select(String key) {
    if (!(arguments instanceof PercentArguments.Subscriptable subscriptable)) {
      throw PythonError.typeError("format requires a mapping");
    }
    values = one(subscriptable.lookup().apply(key));
    used = 0;
  }

  /** The number at this place, or what it is if there is none. */
  private long digits(long max, String tooBig, long none) {
    long value = none;
    while (at < format.length() && format.charAt(at) >= '0' && format.charAt(at) <= '9') {
      int digit = format.charAt(at++) - '0';
      if (value > (max - digit) / 10) {
        throw PythonError.valueError(tooBig);
      }
      value = value * 10 + digit;
    }
    return value;
  }

  private long starred(long max, String tooLarge) {
    Object value = next();
    if (value instanceof Boolean b) {
      return b ? 1 : 0;
    }
    if (value instanceof BigInteger || (value instanceof Long l && (l > max || l < -max - 1))) {
      throw PythonError.overflowError(tooLarge);
    }
    if (value instanceof Long l) {
      return l;
    }
    throw PythonError.typeError("* wants int");
  }

  private @Nullable Object next() {
    if (used >= values.size()) {
      throw PythonError.typeError("not enough arguments for format string");
    }
    return values.get(used++);
  }

  private static List<@Nullable Object> one(@Nullable Object value) {
    List<@Nullable Object> list = new ArrayList<>(1);
    list.add(value);
    return list;
  }
}
