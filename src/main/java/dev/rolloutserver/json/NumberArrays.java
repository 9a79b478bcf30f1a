package dev.rolloutserver.json;

import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/**
 * Members of a document's outermost object whose arrays may have numbers by the hundred thousand.
 * Those that have something else are plain lists, so that the reader can say what.
 *
 * @param ids whose arrays of integers from 0 to 2147483647 become an {@code int[]}
 * @param counted whose arrays of numbers become a {@link NumberCount}
 * @param known with which some of the arrays of ids probably begin
 */
public record NumberArrays(Set<String> ids, Set<String> counted, Map<String, KnownIds> known) {
  public NumberArrays {
    ids = Set.copyOf(ids);
    counted = Set.copyOf(counted);
    known = Map.copyOf(known);
  }

  /** Without known ids. */
  public NumberArrays(Set<String> ids, Set<String> counted) {
    this(ids, counted, Map.of());
  }

  /** The same members, one of which probably begins with these ids. */
  public NumberArrays expecting(String name, KnownIds beginning) {
    Map<String, KnownIds> all = new HashMap<>(known);
    all.put(name, beginning);
    return new NumberArrays(ids, counted, all);
  }

  /** What this member probably begins with. */
  KnownIds beginning(String name) {
    KnownIds beginning = known.get(name);
    return beginning == null ? KnownIds.none() : beginning;
  }
}
