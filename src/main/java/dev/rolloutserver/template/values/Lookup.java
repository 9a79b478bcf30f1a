package dev.rolloutserver.template.values;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Finds the value of a key in a dict of the caller or of the template. */
public final class Lookup {
  private Lookup() {}

  /** The value under a key, or {@link Missing}. */
  public static @Nullable Object find(Map<?, ?> map, @Nullable Object key, Budget budget) {
    if (key instanceof String text) {
      return ofText(map, text, budget);
    }
    Object hashKey = HashKey.of(key, budget);
    if (map instanceof Dict dict) {
      Map.Entry<?, ?> entry = dict.entry(hashKey);
      return entry == null ? Missing.MISSING : entry.getValue();
    }
    // the dicts of a caller come from JSON: their keys are text
    return hashKey instanceof String text ? ofText(map, text, budget) : Missing.MISSING;
  }

  /** Only reads, so values of any type will do; a value may be null, and is found all the same. */
  @SuppressWarnings("unchecked")
  private static @Nullable Object ofText(Map<?, ?> map, String key, Budget budget) {
    budget.read(key);
    return ((Map<?, @Nullable Object>) map).getOrDefault(key, Missing.MISSING);
  }
}
