package dev.rolloutserver.template.values;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Python's tuple; the one that {@code groupby} makes has names for its two items. */
public final class Tuple {
  private final List<?> items;
  private final boolean group;

  private Tuple(List<?> items, boolean group) {
    this.items = items;
    this.group = group;
  }

  /** A tuple of these items, which must not change any more. */
  public static Tuple of(List<?> items) {
    return new Tuple(items, false);
  }

  /** A tuple of these items. */
  public static Tuple of(@Nullable Object... items) {
    return new Tuple(Collections.unmodifiableList(Arrays.asList(items)), false);
  }

  /** A group with its key. */
  public static Tuple group(@Nullable Object grouper, List<?> members) {
    List<@Nullable Object> items = new ArrayList<>();
    items.add(grouper);
    items.add(members);
    return new Tuple(items, true);
  }

  /** The items in order. */
  public List<?> items() {
    return items;
  }

  /** Whether it has the attributes grouper and list. */
  public boolean isGroup() {
    return group;
  }
}
