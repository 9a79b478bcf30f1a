package dev.rolloutserver.json;

import dev.rolloutserver.json.JsonException.Kind;
import java.math.BigInteger;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Writes plain values as compact JSON in UTF-8; only lone surrogates and what JSON demands are
 * escaped.
 */
final class JsonWriter {
  /** More than can be read, so that what was read can be wrapped; a value inside itself ends. */
  private static final int MAX_DEPTH = 10_000;

  private record Open(Iterator<?> rest, char end) {}

  private final JsonBytes out = new JsonBytes();
  private final Deque<Open> open = new ArrayDeque<>();

  private JsonWriter() {}

  static byte[] write(@Nullable Object value) {
    JsonWriter writer = new JsonWriter();
    writer.value(value);
    while (!writer.open.isEmpty()) {
      writer.next(writer.open.peek());
    }
    return writer.out.toByteArray();
  }

  private void next(Open container) {
    if (!container.rest.hasNext()) {
      out.ascii(container.end);
      open.pop();
      return;
    }
    byte last = out.last();
    if (last != '{' && last != '[') {
      out.ascii(',');
    }
    Object next = container.rest.next();
    if (container.end == '}' && next instanceof Map.Entry<?, ?> member) {
      if (!(member.getKey() instanceof String name)) {
        throw new IllegalArgumentException("A member's name must be a string: " + member.getKey());
      }
      out.string(name);
      out.ascii(':');
      value(member.getValue());
    } else {
      value(next);
    }
  }

  private void value(@Nullable Object value) {
    switch (value) {
      case null -> out.ascii("null");
      case String text -> out.string(text);
      case Boolean truth -> out.ascii(truth.toString());
      case Long number -> out.ascii(number.toString());
      case Integer number -> out.ascii(number.toString());
      case BigInteger number -> out.ascii(number.toString());
      case Double number -> number(number);
      case JsonText text -> out.bytes(text.utf8());
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
    out.ascii(first);
    open.push(container);
  }

  private void number(double number) {
    if (!Double.isFinite(number)) {
      throw new IllegalArgumentException("JSON has no form for " + number);
    }
    out.ascii(Double.toString(number));
  }
}
