package dev.rolloutserver.json;

import dev.rolloutserver.json.JsonException.Kind;
import java.math.BigInteger;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Writes plain values as compact text; only lone surrogates and what JSON demands are escaped. */
final class JsonWriter {
  /** More than can be read, so that what was read can be wrapped; a value inside itself ends. */
  private static final int MAX_DEPTH = 10_000;

  private record Open(Iterator<?> rest, char end) {}

  private final StringBuilder out = new StringBuilder();
  private final Deque<Open> open = new ArrayDeque<>();

  private JsonWriter() {}

  static String write(@Nullable Object value) {
    JsonWriter writer = new JsonWriter();
    writer.value(value);
    while (!writer.open.isEmpty()) {
      writer.next(writer.open.peek());
    }
    return writer.out.toString();
  }

  private void next(Open container) {
    if (!container.rest.hasNext()) {
      out.append(container.end);
      open.pop();
      return;
    }
    char last = out.charAt(out.length() - 1);
    if (last != '{' && last != '[') {
      out.append(',');
    }
    Object next = container.rest.next();
    if (container.end == '}' && next instanceof Map.Entry<?, ?> member) {
      if (!(member.getKey() instanceof String name)) {
        throw new IllegalArgumentException("A member's name must be a string: " + member.getKey());
      }
      string(name);
      out.append(':');
      value(member.getValue());
    } else {
      value(next);
    }
  }

  private void value(@Nullable Object value) {
    switch (value) {
      case null -> out.append("null");
      case String text -> string(text);
      case Boolean truth -> out.append(truth.booleanValue());
      case Long number -> out.append(number.longValue());
      case Integer number -> out.append(number.intValue());
      case BigInteger number -> out.append(number);
      case Double number -> number(number);
      case Map<?, ?> members -> begin('{', new Open(members.entrySet().iterator(), '}'));
      case List<?> elements -> begin('[', new Open(elements.iterator(), ']'));
      case Object other ->
          throw new IllegalArgumentException(
              "JSON has no form for a value of " + other.getClass().getName());
    }
  }

  private void begin(char first, Open container) {
    if (open.size() == MAX_DEPTH) {
      throw JsonException.ofAll(Kind.LIMIT, "Nesting deeper than " + MAX_DEPTH);
    }
    out.append(first);
    open.push(container);
  }

  private void number(double number) {
    if (!Double.isFinite(number)) {
      throw new IllegalArgumentException("JSON has no form for " + number);
    }
    out.append(number);
  }

  private void string(String text) {
    out.append('"');
    int written = 0;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c >= ' ' && c != '"' && c != '\\' && !Character.isSurrogate(c)) {
        continue;
      }
      if (Character.isHighSurrogate(c)
          && i + 1 < text.length()
          && Character.isLowSurrogate(text.charAt(i + 1))) {
        i++;
        continue;
      }
      out.append(text, written, i);
      escape(c);
      written = i + 1;
    }
    out.append(text, written, text.length()).append('"');
  }

  private void escape(char c) {
    switch (c) {
      case '"' -> out.append("\\\"");
      case '\\' -> out.append("\\\\");
      case '\n' -> out.append("\\n");
      case '\r' -> out.append("\\r");
      case '\t' -> out.append("\\t");
      case '\b' -> out.append("\\b");
      case '\f' -> out.append("\\f");
      default -> {
        out.append("\\u");
        for (int shift = 12; shift >= 0; shift -= 4) {
          out.append(Character.forDigit(c >> shift & 0xf, 16));
        }
      }
    }
  }
}
