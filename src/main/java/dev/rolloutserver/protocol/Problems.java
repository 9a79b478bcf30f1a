package dev.rolloutserver.protocol;

import java.util.ArrayList;
import java.util.List;

/** What has been found wrong with a request so far. */
final class Problems {
  /** Nobody reads more, and an answer must not be many times as long as its request. */
  static final int MAX = 1000;

  private final List<Problem> found = new ArrayList<>();

  /** Adds a problem unless there are very many already. */
  void add(Problem problem) {
    if (!isFull()) {
      found.add(problem);
    }
  }

  boolean isFull() {
    return found.size() == MAX;
  }

  /** Whether something is wrong there or within. */
  boolean concern(List<Object> loc) {
    return found.stream()
        .anyMatch(problem ->
            problem.loc().size() >= loc.size() && problem.loc().subList(0, loc.size()).equals(loc));
  }

  /** Throws InvalidRequest if anything is wrong. */
  void refuse() {
    if (!found.isEmpty()) {
      throw InvalidRequest.of(found);
    }
  }
}
