package dev.rolloutserver.template.values;

import java.util.AbstractMap;
import java.util.AbstractSet;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A dict made by a template: any hashable value is a key, and 1, 1.0 and true are the same one. */
public final class Dict extends AbstractMap<@Nullable Object, @Nullable Object> {
  private final Map<Object, Entry<@Nullable Object, @Nullable Object>> entries =
      new LinkedHashMap<>();

  /** Puts a value; of equal keys the first stays, with the last value. */
  public void put(@Nullable Object key, @Nullable Object value, Budget budget) {
    Entry<@Nullable Object, @Nullable Object> existing =
        entries.putIfAbsent(HashKey.of(key, budget), new SimpleEntry<>(key, value));
    if (existing != null) {
      existing.setValue(value);
    }
  }

  /** The entry under a key made by {@link HashKey}. */
  @Nullable Entry<@Nullable Object, @Nullable Object> entry(Object hashKey) {
    return entries.get(hashKey);
  }

  @Override
  public boolean containsKey(@Nullable Object key) {
    return key instanceof String && entries.containsKey(key);
  }

  @Override
  public @Nullable Object get(@Nullable Object key) {
    Entry<@Nullable Object, @Nullable Object> entry =
        key instanceof String ? entries.get(key) : null;
    return entry == null ? null : entry.getValue();
  }

  @Override
  public int size() {
    return entries.size();
  }

  @Override
  public Set<Entry<@Nullable Object, @Nullable Object>> entrySet() {
    return new AbstractSet<>() {
      @Override
      public Iterator<Entry<@Nullable Object, @Nullable Object>> iterator() {
        return entries.values().iterator();
      }

      @Override
      public int size() {
        return entries.size();
      }
    };
  }
}
