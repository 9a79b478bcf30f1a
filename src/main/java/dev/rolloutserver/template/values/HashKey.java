package dev.rolloutserver.template.values;

import dev.rolloutserver.python.NumberComparison;
import dev.rolloutserver.python.PythonError;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Turns a value into a Java key, so that keys are equal where Python's values are. */
public final class HashKey {
  private static final int STEPS_PER_ITEM = 5;

  private HashKey() {}

  private enum Special {
    NONE,
    UNDEFINED
  }

  private record TupleKey(List<Object> items) {}

  private record ByIdentity(Object value) {
    @Override
    public boolean equals(@Nullable Object other) {
      return other instanceof ByIdentity(Object otherValue)
          && Equality.identical(otherValue, value);
    }

    @Override
    public int hashCode() {
      return System.identityHashCode(value);
    }
  }

  /**
   * The key of a value.
   *
   * @throws PythonError TypeError, if the value is not hashable
   */
  public static Object of(@Nullable Object value, Budget budget) {
    return switch (value) {
      case null -> Special.NONE;
      case String text -> text;
      case Long _, Boolean _, BigInteger _, Double _ -> NumberComparison.key(value);
      case Markup markup -> markup.text();
      case Tuple tuple -> ofTuple(tuple, budget);
      case Undefined _ -> Special.UNDEFINED;
      case List<?> list -> throw unhashable(list);
      case Map<?, ?> map -> throw unhashable(map);
      case SliceValue slice -> throw unhashable(slice);
      case PythonRange range -> range;
      case Bytes bytes -> {
        budget.read(bytes);
        yield bytes;
      }
      default -> new ByIdentity(value);
    };
  }

  private static Object ofTuple(Tuple tuple, Budget budget) {
    budget.enter();
    List<Object> keys = new ArrayList<>();
    for (Object item : tuple.items()) {
      budget.step(STEPS_PER_ITEM);
      keys.add(of(item, budget));
    }
    budget.leave();
    return new TupleKey(keys);
  }

  private static PythonError unhashable(Object value) {
    return PythonError.typeError("unhashable type: '" + Types.name(value) + "'");
  }
}
