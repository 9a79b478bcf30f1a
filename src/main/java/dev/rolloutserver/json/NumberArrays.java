package dev.rolloutserver.json;

import java.util.Map;
import java.util.Set;

/**
 * Members of a document's outermost object whose arrays may have numbers by the hundred thousand.
 * Such an array is read as a list in which one element stands for numbers that follow each other;
 * whatever else it has is an element by itself, so that the reader can say what.
 *
 * @param ids in whose arrays an {@link IdRun} stands for integers from 0 to 2147483647
 * @param counted in whose arrays a {@link NumberCount} stands for numbers
 * @param keepsCounted whether a {@link NumberText} stands for them instead, which has them too
 * @param known with which some of the arrays of ids probably begin; not to be changed meanwhile
 */
public record NumberArrays(
    Set<String> ids, Set<String> counted, boolean keepsCounted, Map<String, IdText> known) {
  public NumberArrays {
    ids = Set.copyOf(ids);
    counted = Set.copyOf(counted);
    known = Map.copyOf(known);
  }

  /** What this member probably begins with. */
  IdText beginning(String name) {
    IdText beginning = known.get(name);
    return beginning == null ? new IdText() : beginning;
  }
}
