package dev.rolloutserver.protocol;

import dev.rolloutserver.python.CodePoints;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Looks for what must not be sent in a value of any type; names are whole already. */
final class UnsendableSearch {
  /** A place is told as far as this: names may be as long and as many as the request is. */
  private static final int MAX_STEPS = 20;

  private static final int MAX_NAME = 100;

  private final Set<Unsendable> kinds;
  private final Finder finder;
  private final List<Object> place;

  /** Hears of each place. */
  @FunctionalInterface
  interface Finder {
    void found(Unsendable kind, List<Object> place, Object value);
  }

  private UnsendableSearch(Set<Unsendable> kinds, List<Object> place, Finder finder) {
    this.kinds = kinds;
    this.finder = finder;
    this.place = new ArrayList<>(place);
  }

  /** Looks through this value, which is at this place, and the names within it. */
  static void search(
      @Nullable Object value, List<Object> place, Set<Unsendable> kinds, Finder finder) {
    new UnsendableSearch(kinds, place, finder).search(value);
  }

  private void search(@Nullable Object value) {
    switch (value) {
      case String text -> {
        if (kinds.contains(Unsendable.LONE_SURROGATE) && Unsendable.hasLoneSurrogate(text)) {
          finder.found(Unsendable.LONE_SURROGATE, placeAsTold(), text);
        }
      }
      case Double number -> {
        if (kinds.contains(Unsendable.NOT_FINITE) && !Double.isFinite(number)) {
          finder.found(Unsendable.NOT_FINITE, placeAsTold(), number);
        }
      }
      case Map<?, ?> members -> members.forEach(this::searchMember);
      case List<?> elements -> {
        for (int i = 0; i < elements.size(); i++) {
          place.add(i);
          search(elements.get(i));
          place.removeLast();
        }
      }
      case null, default -> {}
    }
  }

  private List<Object> placeAsTold() {
    return place.stream()
        .limit(MAX_STEPS)
        .map(step -> step instanceof String name ? shortened(name) : step)
        .toList();
  }

  private static Object shortened(String name) {
    return CodePoints.length(name) <= MAX_NAME
        ? name
        : CodePoints.substring(name, 0, MAX_NAME) + "…";
  }

  private void searchMember(Object name, @Nullable Object member) {
    place.add(name);
    search(member);
    place.removeLast();
  }
}
