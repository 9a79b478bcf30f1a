package dev.rolloutserver.admission;

import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.SequencedSet;
import org.jspecify.annotations.Nullable;

/**
 * A queue that serves its groups in turn, and within a group who came first. Each step takes the
 * same time, however many wait. For one thread at a time.
 */
final class FairQueue<T> {
  /** Groups that have someone waiting, in the order in which they are served. */
  private final LinkedHashMap<String, SequencedSet<T>> groups = new LinkedHashMap<>();

  private int size;

  /** Puts this at the end of its group; a group that is new is served after the others. */
  void add(String group, T waiting) {
    if (groups.computeIfAbsent(group, _ -> new LinkedHashSet<>()).add(waiting)) {
      size++;
    }
  }

  /** Takes out whose turn it is; null where none waits. */
  @Nullable T poll() {
    Map.Entry<String, SequencedSet<T>> turn = groups.pollFirstEntry();
    if (turn == null) {
      return null;
    }
    T first = turn.getValue().removeFirst();
    size--;
    if (!turn.getValue().isEmpty()) {
      groups.putLast(turn.getKey(), turn.getValue());
    }
    return first;
  }

  /** Takes this out, wherever it stands; false where it does not wait. */
  boolean remove(String group, T waiting) {
    SequencedSet<T> members = groups.get(group);
    if (members == null || !members.remove(waiting)) {
      return false;
    }
    size--;
    if (members.isEmpty()) {
      groups.remove(group);
    }
    return true;
  }

  int size() {
    return size;
  }

  boolean isEmpty() {
    return size == 0;
  }
}
