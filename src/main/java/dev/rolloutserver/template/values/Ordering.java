package dev.rolloutserver.template.values;

import dev.rolloutserver.python.NumberComparison;
import dev.rolloutserver.python.PythonError;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.BiPredicate;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** Python's {@code <} and its kin, and the stable sort over it. */
public final class Ordering {
  /** Comparison operators that order. */
  public enum Operator {
    LT("<"),
    LE("<="),
    GT(">"),
    GE(">=");

    private final String text;

    Operator(String text) {
      this.text = text;
    }

    private boolean holds(int comparison) {
      return switch (this) {
        case LT -> comparison < 0;
        case LE -> comparison <= 0;
        case GT -> comparison > 0;
        case GE -> comparison >= 0;
      };
    }
  }

  private Ordering() {}

  /** Whether the relation holds; a TypeError between types that have no order. */
  public static boolean holds(
      Operator operator, @Nullable Object a, @Nullable Object b, Budget budget) {
    Undefined.refuse(a);
    Undefined.refuse(b);
    if (a != null && b != null && Types.isNumber(a) && Types.isNumber(b)) {
      budget.calculate(a, b);
      return !NumberComparison.unordered(a, b) && operator.holds(NumberComparison.compare(a, b));
    }
    if (a != null && b != null && Types.isString(a) && Types.isString(b)) {
      budget.read(a);
      return operator.holds(compareText(Types.stringOf(a), Types.stringOf(b)));
    }
    if (a instanceof Bytes(byte[] bytes) && b instanceof Bytes(byte[] other)) {
      budget.read(a);
      return operator.holds(Arrays.compareUnsigned(bytes, other));
    }
    if (a instanceof List<?> list && b instanceof List<?> other) {
      return itemsHold(operator, list, other, budget);
    }
    if (a instanceof Tuple tuple && b instanceof Tuple other) {
      return itemsHold(operator, tuple.items(), other.items(), budget);
    }
    throw PythonError.typeError(
        "'%s' not supported between instances of '%s' and '%s'"
            .formatted(operator.text, Types.name(a), Types.name(b)));
  }

  /** By code points: as UTF-16, characters beyond the basic plane would come too early. */
  private static int compareText(String a, String b) {
    int shorter = Math.min(a.length(), b.length());
    for (int i = 0; i < shorter; i++) {
      char x = a.charAt(i);
      char y = b.charAt(i);
      if (x != y) {
        boolean surrogates = Character.isSurrogate(x) != Character.isSurrogate(y);
        return surrogates ? (Character.isSurrogate(x) ? 1 : -1) : Character.compare(x, y);
      }
    }
    return Integer.compare(a.length(), b.length());
  }

  private static boolean itemsHold(Operator operator, List<?> a, List<?> b, Budget budget) {
    budget.enter();
    int shorter = Math.min(a.size(), b.size());
    for (int i = 0; i < shorter; i++) {
      budget.step(1);
      Object item = a.get(i);
      Object other = b.get(i);
      if (!Equality.identical(item, other) && !Equality.equal(item, other, budget)) {
        boolean holds = holds(operator, item, other, budget);
        budget.leave();
        return holds;
      }
    }
    budget.leave();
    return operator.holds(Integer.compare(a.size(), b.size()));
  }

  /** The items in order of their keys; equal ones keep their order, also when reversed. */
  public static List<@Nullable Object> sorted(
      List<?> items, UnaryOperator<@Nullable Object> key, boolean reverse, Budget budget) {
    BiPredicate<@Nullable Object, @Nullable Object> before =
        reverse
            ? (a, b) -> holds(Operator.LT, b, a, budget)
            : (a, b) -> holds(Operator.LT, a, b, budget);
    return sorted(items, key, before, budget);
  }

  /** The items in order of their keys, where a relation says which key comes before another. */
  public static List<@Nullable Object> sorted(
      List<?> items,
      UnaryOperator<@Nullable Object> key,
      BiPredicate<@Nullable Object, @Nullable Object> before,
      Budget budget) {
    budget.allocateElements(items.size());
    List<Keyed> keyed = new ArrayList<>(items.size());
    for (Object item : items) {
      keyed.add(new Keyed(key.apply(item), item));
    }
    List<@Nullable Object> result = new ArrayList<>(items.size());
    for (Keyed entry : mergeSort(keyed, before, budget)) {
      result.add(entry.item());
    }
    return result;
  }

  private record Keyed(@Nullable Object key, @Nullable Object item) {}

  /** By hand, since the JDK's sort throws when a NaN makes the order inconsistent. */
  private static List<Keyed> mergeSort(
      List<Keyed> items, BiPredicate<@Nullable Object, @Nullable Object> before, Budget budget) {
    if (items.size() < 2) {
      return items;
    }
    int middle = items.size() / 2;
    List<Keyed> left = mergeSort(items.subList(0, middle), before, budget);
    List<Keyed> right = mergeSort(items.subList(middle, items.size()), before, budget);
    List<Keyed> merged = new ArrayList<>(items.size());
    int i = 0;
    int j = 0;
    while (i < left.size() && j < right.size()) {
      budget.step(1);
      boolean rightFirst = before.test(right.get(j).key(), left.get(i).key());
      merged.add(rightFirst ? right.get(j++) : left.get(i++));
    }
    merged.addAll(left.subList(i, left.size()));
    merged.addAll(right.subList(j, right.size()));
    return merged;
  }
}
