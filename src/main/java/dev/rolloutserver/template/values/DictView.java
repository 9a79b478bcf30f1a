package dev.rolloutserver.template.values;

import java.util.Collection;
import java.util.Iterator;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What {@code keys()}, {@code values()} and {@code items()} of a dict are. */
public record DictView(Kind kind, Map<?, ?> map) {
  /** Which part of the dict is seen. */
  public enum Kind {
    KEYS("dict_keys"),
    VALUES("dict_values"),
    ITEMS("dict_items");

    private final String type;

    Kind(String type) {
      this.type = type;
    }

    /** The name of its Python type. */
    public String type() {
      return type;
    }
  }

  /** The elements in order. */
  public Iterator<@Nullable Object> iterator() {
    return switch (kind) {
      case KEYS -> widened(map.keySet());
      case VALUES -> widened(map.values());
      case ITEMS -> items(map);
    };
  }

  /** Pairs of key and value. */
  public static Iterator<@Nullable Object> items(Map<?, ?> map) {
    Iterator<? extends Map.Entry<?, ?>> entries = map.entrySet().iterator();
    return new Iterator<>() {
      @Override
      public boolean hasNext() {
        return entries.hasNext();
      }

      @Override
      public Object next() {
        Map.Entry<?, ?> entry = entries.next();
        return Tuple.of(entry.getKey(), entry.getValue());
      }
    };
  }

  private static Iterator<@Nullable Object> widened(Collection<?> elements) {
    return Iteration.widened(elements);
  }
}
