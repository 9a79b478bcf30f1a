package dev.rolloutserver.template.values;

import dev.rolloutserver.python.PythonError;
import dev.rolloutserver.python.Searching;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** Walking over values, their length, and what they contain. */
public final class Iteration {
  private Iteration() {}

  /** Python's {@code iter(value)}, or a TypeError. */
  public static Iterator<@Nullable Object> over(@Nullable Object value) {
    Iterator<@Nullable Object> iterator = overOrNull(value);
    if (iterator == null) {
      throw PythonError.typeError("'" + Types.name(value) + "' object is not iterable");
    }
    return iterator;
  }

  /** Whether {@link #over} has an iterator for it. */
  public static boolean isIterable(@Nullable Object value) {
    return overOrNull(value) != null;
  }

  private static @Nullable Iterator<@Nullable Object> overOrNull(@Nullable Object value) {
    return switch (value) {
      case List<?> list -> widened(list);
      case String text -> characters(text);
      case Map<?, ?> map -> widened(map.keySet());
      case Tuple tuple -> widened(tuple.items());
      case Undefined _ -> Collections.emptyIterator();
      case Markup markup -> characters(markup.text());
      case PythonRange range -> widened(range.items());
      case DictView view -> view.iterator();
      case Generator generator -> generator;
      case Bytes bytes -> byteValues(bytes.bytes());
      case TemplateIterable iterable -> iterable.iterator();
      case null, default -> null;
    };
  }

  /** The elements of a collection, whatever its type argument. */
  public static Iterator<@Nullable Object> widened(Collection<?> elements) {
    Iterator<?> iterator = elements.iterator();
    return new Iterator<>() {
      @Override
      public boolean hasNext() {
        return iterator.hasNext();
      }

      @Override
      public @Nullable Object next() {
        return iterator.next();
      }
    };
  }

  private static Iterator<@Nullable Object> characters(String text) {
    return new Iterator<>() {
      private int position;

      @Override
      public boolean hasNext() {
        return position < text.length();
      }

      @Override
      public Object next() {
        int start = position;
        position = text.offsetByCodePoints(start, 1);
        return text.substring(start, position);
      }
    };
  }

  private static Iterator<@Nullable Object> byteValues(byte[] bytes) {
    List<@Nullable Object> values = new ArrayList<>(bytes.length);
    for (byte b : bytes) {
      values.add((long) (b & 0xff));
    }
    return values.iterator();
  }

  /** Python's {@code list(value)}. */
  public static List<@Nullable Object> list(@Nullable Object value, Budget budget) {
    if (value instanceof List<?> list) {
      budget.allocateElements(list.size());
      return new ArrayList<>(list);
    }
    List<@Nullable Object> elements = new ArrayList<>();
    Iterator<@Nullable Object> iterator = over(value);
    while (iterator.hasNext()) {
      budget.allocateElements(1);
      elements.add(iterator.next());
    }
    return elements;
  }

  /** Python's {@code len(value)}, or a TypeError. */
  public static long length(@Nullable Object value) {
    OptionalLong length = lengthIfAny(value);
    if (length.isEmpty()) {
      throw PythonError.typeError("object of type '" + Types.name(value) + "' has no len()");
    }
    return length.getAsLong();
  }

  /** The length of what has one. */
  public static OptionalLong lengthIfAny(@Nullable Object value) {
    return switch (value) {
      case String text -> OptionalLong.of(text.codePointCount(0, text.length()));
      case List<?> list -> OptionalLong.of(list.size());
      case Map<?, ?> map -> OptionalLong.of(map.size());
      case Tuple tuple -> OptionalLong.of(tuple.items().size());
      case Markup markup -> lengthIfAny(markup.text());
      case Undefined _ -> OptionalLong.of(0);
      case PythonRange range -> OptionalLong.of(range.length());
      case DictView view -> OptionalLong.of(view.map().size());
      case Bytes bytes -> OptionalLong.of(bytes.bytes().length);
      case Sized sized -> OptionalLong.of(sized.length());
      case null, default -> OptionalLong.empty();
    };
  }

  /** Python's {@code element in container}. */
  public static boolean contains(
      @Nullable Object container, @Nullable Object element, Budget budget) {
    return switch (container) {
      case String text -> containsText(text, element, budget);
      case Markup markup -> containsText(markup.text(), element, budget);
      case Bytes bytes -> {
        Object part = element instanceof Bytes b ? b.characters() : Bytes.character(element);
        yield containsText(bytes.characters(), part, budget);
      }
      case Map<?, ?> map -> Lookup.find(map, element, budget) != Missing.MISSING;
      case PythonRange range when Types.isInt(element) && element != null ->
          Types.intOf(element) instanceof Long number && range.contains(number);
      case DictView view when view.kind() == DictView.Kind.KEYS ->
          Lookup.find(view.map(), element, budget) != Missing.MISSING;
      case null, default -> {
        if (!isIterable(container)) {
          throw PythonError.typeError(
              "argument of type '" + Types.name(container) + "' is not iterable");
        }
        yield containsElement(over(container), element, budget);
      }
    };
  }

  private static boolean containsText(String text, @Nullable Object element, Budget budget) {
    if (element == null || !Types.isString(element)) {
      throw PythonError.typeError(
          "'in <string>' requires string as left operand, not " + Types.name(element));
    }
    budget.read(text);
    budget.rewrite(Types.stringOf(element).length());
    return Searching.contains(text, Types.stringOf(element));
  }

  private static boolean containsElement(
      Iterator<@Nullable Object> elements, @Nullable Object wanted, Budget budget) {
    while (elements.hasNext()) {
      budget.step(1);
      Object element = elements.next();
      if (Equality.identical(element, wanted) || Equality.equal(element, wanted, budget)) {
        return true;
      }
    }
    return false;
  }
}
