package dev.rolloutserver.protocol;

import dev.rolloutserver.protocol.Problem.Echo;
import dev.rolloutserver.protocol.Reading.Not;
import dev.rolloutserver.protocol.Reading.Of;
import dev.rolloutserver.python.CodePoints;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A value of a request and its place. Each method reads it as a field of that type, as Pydantic's
 * lax mode does; what is wrong is added to the problems, and something of that type is returned.
 */
final class Input {
  private final Problems problems;
  private final List<Object> loc;
  private final boolean present;
  private final @Nullable Object value;
  private final boolean secret;

  private Input(
      Problems problems,
      List<Object> loc,
      boolean present,
      @Nullable Object value,
      boolean secret) {
    this.problems = problems;
    this.loc = loc;
    this.present = present;
    this.value = value;
    this.secret = secret;
  }

  /** The whole body. */
  static Input ofBody(Problems problems, Map<?, ?> body) {
    return new Input(problems, List.of("body"), true, body, false);
  }

  /** A member of this object; absent where this is no object. */
  Input member(String name) {
    Map<?, ?> members = value instanceof Map<?, ?> map ? map : Map.of();
    return new Input(problems, within(name), members.containsKey(name), members.get(name), secret);
  }

  /** This value, which is never repeated. */
  Input hidden() {
    return new Input(problems, loc, present, value, true);
  }

  /** This value as one of the types that a field may have: the type is the end of its place. */
  private Input as(String type) {
    return new Input(problems, within(type), present, value, secret);
  }

  private List<Object> within(Object step) {
    List<Object> longer = new ArrayList<>(loc);
    longer.add(step);
    return longer;
  }

  boolean isPresent() {
    return present;
  }

  boolean isObject() {
    return value instanceof Map;
  }

  boolean isNullOrAbsent() {
    return value == null;
  }

  /** A required object with members of its own. */
  Map<?, ?> model() {
    if (isMissing()) {
      return Map.of();
    }
    if (value instanceof Map<?, ?> members) {
      return members;
    }
    add(Mistake.MODEL_ATTRIBUTES_TYPE);
    return Map.of();
  }

  /** An object with any members; empty where it is absent. */
  Map<?, ?> object() {
    if (value instanceof Map<?, ?> members) {
      return members;
    }
    if (present) {
      add(Mistake.DICT_TYPE);
    }
    return Map.of();
  }

  /** What is read from each element of an array. */
  <T> List<T> elements(Function<Input, T> read) {
    return elements(0, Integer.MAX_VALUE, "", read);
  }

  /**
   * What is read from each element of a required array of so many.
   *
   * @param setting what sets the maximum
   */
  <T> List<T> elements(int min, int max, String setting, Function<Input, T> read) {
    if (isMissing()) {
      return List.of();
    }
    if (!(value instanceof List<?> elements)) {
      add(Mistake.LIST_TYPE);
      return List.of();
    }
    if (elements.size() < min) {
      add(Bound.fewElements(min, elements.size()));
    }
    if (elements.size() > max) {
      add(Bound.manyElements(max, elements.size(), setting));
      return List.of();
    }
    List<T> results = new ArrayList<>();
    for (int i = 0; i < elements.size() && !problems.isFull(); i++) {
      results.add(read.apply(new Input(problems, within(i), true, elements.get(i), secret)));
    }
    return results;
  }

  /** A required text. */
  String text() {
    return text(0, Integer.MAX_VALUE);
  }

  /** A required text of so many code points. */
  String text(int min, int max) {
    if (isMissing()) {
      return "";
    }
    if (!(value instanceof String text)) {
      add(Mistake.STRING_TYPE);
      return "";
    }
    int length = CodePoints.length(text);
    if (Unsendable.hasLoneSurrogate(text)) {
      add(Mistake.STRING_UNICODE);
    } else if (length < min) {
      add(Bound.tooShort(min));
    } else if (length > max) {
      add(Bound.tooLong(max));
    }
    return text;
  }

  /** A required text that is one of these. */
  void oneOf(List<String> allowed) {
    if (isMissing() || (value instanceof String text && allowed.contains(text))) {
      return;
    }
    if (value instanceof String text && Unsendable.hasLoneSurrogate(text)) {
      add(Mistake.STRING_UNICODE);
    } else {
      add(Bound.oneOf(allowed));
    }
  }

  /** A text or an array of objects. */
  void textOrObjects() {
    boolean objects =
        value instanceof List<?> elements && elements.stream().allMatch(Map.class::isInstance);
    if (!objects && !(value instanceof String)) {
      as("str").text();
      as("list[dict[str,any]]").elements(Input::object);
    }
  }

  /** A required text or object. */
  void textOrObject() {
    if (!isMissing() && !(value instanceof String) && !(value instanceof Map)) {
      as("str").text();
      as("dict[str,any]").object();
    }
  }

  int integer(int absent, int min, int max) {
    if (!present) {
      return absent;
    }
    return switch (LaxValue.integer(value)) {
      case Of<BigInteger>(BigInteger number) -> bounded(number, min, max);
      case Not<BigInteger>(Mistake mistake) -> wrong(mistake, absent);
    };
  }

  double number(double absent, double min, double max) {
    if (!present) {
      return absent;
    }
    return switch (LaxValue.number(value)) {
      case Of<Double>(Double number) -> bounded(number, min, max);
      case Not<Double>(Mistake mistake) -> wrong(mistake, absent);
    };
  }

  /** A required finite number above zero. */
  double positive() {
    return switch (LaxValue.number(value)) {
      case Of<Double>(Double number) -> {
        if (!Double.isFinite(number)) {
          if (!problems.concern(loc)) {
            add(Mistake.FINITE_NUMBER);
          }
        } else if (number <= 0) {
          add(Bound.above(0));
        }
        yield number;
      }
      case Not<Double>(Mistake mistake) -> wrong(mistake, 1.0);
    };
  }

  boolean truth(boolean absent) {
    if (!present) {
      return absent;
    }
    return switch (LaxValue.truth(value)) {
      case Of<Boolean>(Boolean truth) -> truth;
      case Not<Boolean>(Mistake mistake) -> wrong(mistake, absent);
    };
  }

  private int bounded(BigInteger number, int min, int max) {
    if (number.compareTo(BigInteger.valueOf(max)) > 0) {
      add(Bound.atMost(max));
      return max;
    }
    if (number.compareTo(BigInteger.valueOf(min)) < 0) {
      add(Bound.atLeast(min));
      return min;
    }
    return number.intValueExact();
  }

  private double bounded(double number, double min, double max) {
    if (!(number <= max)) { // so is NaN
      add(Bound.atMost(max));
    } else if (number < min) {
      add(Bound.atLeast(min));
    }
    return number;
  }

  /** Adds that a rule was broken which no type expresses, unless something is wrong already. */
  void breaks(String rule) {
    if (!problems.concern(loc)) {
      problems.add(Problem.ofRule(rule, loc, echo()));
    }
  }

  /** Adds what must not be sent within this value, which may have any type. */
  void sendable(Set<Unsendable> kinds) {
    UnsendableSearch.search(
        value,
        loc,
        kinds,
        (kind, place, found) -> {
          if (!problems.isFull() && !problems.concern(place)) {
            problems.add(Problem.of(kind.mistake(), place, secret ? null : Echo.of(found)));
          }
        });
  }

  private boolean isMissing() {
    if (!present) {
      problems.add(Problem.of(Mistake.MISSING, loc, null));
    }
    return !present;
  }

  private <T> T wrong(Mistake mistake, T instead) {
    add(mistake);
    return instead;
  }

  private void add(Mistake mistake) {
    problems.add(Problem.of(mistake, loc, echo()));
  }

  private void add(Bound bound) {
    problems.add(new Problem(bound.type(), loc, bound.message(), echo(), bound.context()));
  }

  private @Nullable Echo echo() {
    return secret ? null : Echo.of(value);
  }
}
