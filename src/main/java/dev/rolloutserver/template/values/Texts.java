package dev.rolloutserver.template.values;

import dev.rolloutserver.python.IntText;
import dev.rolloutserver.python.PythonError;
import dev.rolloutserver.python.PythonFloat;
import dev.rolloutserver.python.Repr;
import java.math.BigInteger;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The text of values: Python's {@code str} and {@code repr}. */
public final class Texts {
  private static final int SHORT = 200;

  private Texts() {}

  /** What is printed. */
  public static String str(@Nullable Object value, Budget budget) {
    return switch (value) {
      case String text -> text;
      case Markup markup -> markup.text();
      case Undefined _ -> "";
      case null, default -> repr(value, budget);
    };
  }

  /** What is printed inside of containers. */
  public static String repr(@Nullable Object value, Budget budget) {
    String simple = simple(value, budget);
    if (simple != null) {
      return simple;
    }
    StringBuilder out = new StringBuilder();
    write(value, out, budget);
    return out.toString();
  }

  /** A name in quotes. */
  public static String quoted(String text) {
    return Repr.of(text);
  }

  /** Where an object lies in memory, as Python prints it on a 64-bit machine. */
  public static String address(Object object) {
    return "0x7f%010x".formatted(System.identityHashCode(object));
  }

  /** For messages: cut when long. */
  static String shortRepr(@Nullable Object value) {
    try {
      String text = repr(value, new Budget(SHORT, SHORT, SHORT));
      return text.length() > SHORT ? text.substring(0, SHORT) + "…" : text;
    } catch (LimitReached e) {
      return "a large " + Types.name(value);
    }
  }

  /** The text of a value that is not a container. */
  private static @Nullable String simple(@Nullable Object value, Budget budget) {
    budget.calculate(value, value);
    return switch (value) {
      case null -> "None";
      case Boolean truth -> truth ? "True" : "False";
      case Long number -> Long.toString(number);
      case Double number -> PythonFloat.repr(number);
      case BigInteger number -> IntText.write(number);
      case PythonRange range -> range.toString();
      case Generator generator -> generator.toString();
      case Undefined _ -> "Undefined";
      case Missing missing -> missing.toString();
      case PythonCallable callable -> callable.text();
      case TemplateObject object -> object.text();
      default -> null;
    };
  }

  private static void write(@Nullable Object value, StringBuilder out, Budget budget) {
    budget.step(1);
    String simple = simple(value, budget);
    if (simple != null) {
      append(simple, out, budget);
      return;
    }
    budget.enter();
    switch (value) {
      case String text -> append(repr(text, budget), out, budget);
      case Markup markup -> append("Markup(" + repr(markup.text(), budget) + ")", out, budget);
      case List<?> list -> writeAll(list.iterator(), "[", "]", out, budget);
      case Tuple tuple -> {
        String end = tuple.items().size() == 1 ? ",)" : ")";
        writeAll(tuple.items().iterator(), "(", end, out, budget);
      }
      case Map<?, ?> map -> writeMap(map, out, budget);
      case DictView view -> {
        append(view.kind().type(), out, budget);
        writeAll(view.iterator(), "([", "])", out, budget);
      }
      case Namespace namespace -> {
        append("<Namespace ", out, budget);
        writeMap(namespace.attributes(), out, budget);
        append(">", out, budget);
      }
      case Bytes bytes -> append(Repr.ofBytes(bytes.bytes()), out, budget);
      case SliceValue slice ->
          writeAll(
              Iteration.widened(Tuple.of(slice.start(), slice.stop(), slice.step()).items()),
              "slice(",
              ")",
              out,
              budget);
      case null, default -> throw PythonError.typeError("no text for " + Types.name(value));
    }
    budget.leave();
  }

  private static void writeAll(
      Iterator<?> items, String begin, String end, StringBuilder out, Budget budget) {
    append(begin, out, budget);
    for (boolean first = true; items.hasNext(); first = false) {
      if (!first) {
        append(", ", out, budget);
      }
      write(items.next(), out, budget);
    }
    append(end, out, budget);
  }

  private static void writeMap(Map<?, ?> map, StringBuilder out, Budget budget) {
    append("{", out, budget);
    boolean first = true;
    for (Map.Entry<?, ?> entry : map.entrySet()) {
      if (!first) {
        append(", ", out, budget);
      }
      first = false;
      write(entry.getKey(), out, budget);
      append(": ", out, budget);
      write(entry.getValue(), out, budget);
    }
    append("}", out, budget);
  }

  private static String repr(String text, Budget budget) {
    budget.rewrite(2L * text.length());
    return Repr.of(text);
  }

  private static void append(String text, StringBuilder out, Budget budget) {
    budget.allocate(text.length());
    out.append(text);
  }
}
