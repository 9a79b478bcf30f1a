package dev.rolloutserver.template.values;

import java.math.BigInteger;
import java.util.AbstractMap;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A dict of the caller that never changes, down to its last value: it remembers its JSON text,
 * since templates write the same tools into every prompt. Safe for use by many threads.
 */
public final class FrozenDict extends AbstractMap<String, Object> {
  private final Map<String, Object> members;
  private @Nullable String json;

  private FrozenDict(Map<String, Object> members) {
    this.members = members;
  }

  /**
   * A frozen copy.
   *
   * @throws IllegalArgumentException for a value that JSON does not have
   */
  public static FrozenDict copyOf(Map<String, ?> members) {
    Map<String, Object> copies = new LinkedHashMap<>();
    members.forEach((name, value) -> copies.put(name, frozen(value)));
    return new FrozenDict(Collections.unmodifiableMap(copies));
  }

  private static @Nullable Object frozen(@Nullable Object value) {
    return switch (value) {
      case Map<?, ?> map -> {
        Map<Object, @Nullable Object> copies = new LinkedHashMap<>();
        map.forEach((name, member) -> copies.put(frozen(name), frozen(member)));
        yield Collections.unmodifiableMap(copies);
      }
      case List<?> list -> {
        List<@Nullable Object> copies = new ArrayList<>(list.size());
        list.forEach(element -> copies.add(frozen(element)));
        yield Collections.unmodifiableList(copies);
      }
      case String _, Boolean _, Long _, BigInteger _, Double _ -> value;
      case null -> null;
      default -> throw new IllegalArgumentException("no value of JSON: " + value.getClass());
    };
  }

  /** Its JSON text as Python writes it by default, written when it is first asked for. */
  public String json(Supplier<String> written) {
    // two threads may both write it: the text is the same
    String known = json;
    if (known == null) {
      known = written.get();
      json = known;
    }
    return known;
  }

  @Override
  public boolean containsKey(@Nullable Object key) {
    return members.containsKey(key);
  }

  @Override
  public @Nullable Object get(@Nullable Object key) {
    return members.get(key);
  }

  @Override
  public int size() {
    return members.size();
  }

  @Override
  public Set<Entry<String, Object>> entrySet() {
    return members.entrySet();
  }
}
