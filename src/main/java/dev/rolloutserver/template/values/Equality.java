package dev.rolloutserver.template.values;

import dev.rolloutserver.python.NumberComparison;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Python's {@code ==}, which holds between types of numbers and looks into containers. */
public final class Equality {
  private Equality() {}

  /** Python's {@code is}. */
  @SuppressWarnings("ReferenceEquality")
  public static boolean identical(@Nullable Object a, @Nullable Object b) {
    return a == b;
  }

  /** Whether two values are equal. */
  public static boolean equal(@Nullable Object a, @Nullable Object b, Budget budget) {
    if (identical(a, b) && !(a instanceof Double)) {
      return true;
    }
    if (a == null || b == null) {
      return false;
    }
    if (a instanceof String text && b instanceof String other) {
      return equalTexts(text, other, budget);
    }
    return differentObjects(a, b, budget);
  }

  private static boolean equalTexts(String a, String b, Budget budget) {
    if (a.length() != b.length()) {
      return false;
    }
    budget.read(a);
    return a.equals(b);
  }

  private static boolean equalNumbers(Object a, Object b, Budget budget) {
    budget.calculate(a, b);
    return NumberComparison.equal(a, b);
  }

  private static boolean differentObjects(Object a, Object b, Budget budget) {
    return switch (a) {
      case String text -> b instanceof Markup markup && equalTexts(text, markup.text(), budget);
      case Markup markup ->
          Types.isString(b) && equalTexts(markup.text(), Types.stringOf(b), budget);
      case List<?> list -> b instanceof List<?> other && equalItems(list, other, budget);
      case Map<?, ?> map -> b instanceof Map<?, ?> other && equalMaps(map, other, budget);
      case Tuple tuple ->
          b instanceof Tuple other && equalItems(tuple.items(), other.items(), budget);
      case Undefined _ -> b instanceof Undefined;
      case PythonRange range -> range.equals(b);
      case Bytes bytes -> {
        budget.read(bytes);
        yield bytes.equals(b);
      }
      case DictView view -> b instanceof DictView other && equalViews(view, other, budget);
      case SliceValue slice ->
          b instanceof SliceValue other
              && equal(slice.start(), other.start(), budget)
              && equal(slice.stop(), other.stop(), budget)
              && equal(slice.step(), other.step(), budget);
      case PythonCallable callable -> callable.equals(b);
      default -> Types.isNumber(a) && Types.isNumber(b) && equalNumbers(a, b, budget);
    };
  }

  private static boolean equalItems(List<?> a, List<?> b, Budget budget) {
    if (a.size() != b.size()) {
      return false;
    }
    budget.enter();
    Iterator<?> others = b.iterator();
    for (Object item : a) {
      budget.step(1);
      Object other = others.next();
      if (!identical(item, other) && !equal(item, other, budget)) {
        budget.leave();
        return false;
      }
    }
    budget.leave();
    return true;
  }

  private static boolean equalMaps(Map<?, ?> a, Map<?, ?> b, Budget budget) {
    if (a.size() != b.size()) {
      return false;
    }
    budget.enter();
    boolean equal = true;
    for (Map.Entry<?, ?> entry : a.entrySet()) {
      budget.step(1);
      Object other = Lookup.find(b, entry.getKey(), budget);
      Object value = entry.getValue();
      if (other == Missing.MISSING || (!identical(value, other) && !equal(value, other, budget))) {
        equal = false;
        break;
      }
    }
    budget.leave();
    return equal;
  }

  /** Views of keys and of items are sets; views of values are never equal. */
  private static boolean equalViews(DictView a, DictView b, Budget budget) {
    if (a.kind() != b.kind() || a.kind() == DictView.Kind.VALUES) {
      return false;
    }
    if (a.kind() == DictView.Kind.ITEMS) {
      return equalMaps(a.map(), b.map(), budget);
    }
    boolean equal = a.map().size() == b.map().size();
    for (Object key : a.map().keySet()) {
      equal = equal && Lookup.find(b.map(), key, budget) != Missing.MISSING;
    }
    return equal;
  }
}
