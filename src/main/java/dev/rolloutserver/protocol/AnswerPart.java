package dev.rolloutserver.protocol;

import dev.rolloutserver.json.IdRun;
import dev.rolloutserver.json.IdText;
import dev.rolloutserver.json.NumberCount;
import dev.rolloutserver.json.NumberText;
import java.math.BigInteger;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A value of the trainer's answer and its place; whatever it must be and is not ends the reading.
 */
record AnswerPart(String place, boolean present, @Nullable Object value) {
  /** The whole answer. */
  static AnswerPart ofAll(@Nullable Object answer) {
    return new AnswerPart("", true, answer);
  }

  /** A member of this object. */
  AnswerPart member(String name) {
    Map<?, ?> members = object();
    return new AnswerPart(
        place.isEmpty() ? name : place + "." + name, members.containsKey(name), members.get(name));
  }

  boolean isNullOrAbsent() {
    return value == null;
  }

  Map<?, ?> object() {
    if (value instanceof Map<?, ?> members) {
      return members;
    }
    throw broken("an object");
  }

  /** The first element of an array that has one. */
  AnswerPart first() {
    if (value instanceof List<?> elements && !elements.isEmpty()) {
      return element(0, elements.getFirst());
    }
    throw broken("an array with at least one element");
  }

  /** Checks each element of an array. */
  void forEach(Consumer<AnswerPart> check) {
    if (!(value instanceof List<?> elements)) {
      throw broken("an array");
    }
    for (int i = 0; i < elements.size(); i++) {
      check.accept(element(i, elements.get(i)));
    }
  }

  String text() {
    if (value instanceof String text) {
      return text;
    }
    throw broken("a string");
  }

  /** Token ids: integers from 0 on. */
  IdRun ids() {
    if (!(value instanceof List<?> elements)) {
      throw broken("an array of token ids");
    }
    // usually there is one run, which is all
    IdRun all = new IdRun(0, new IdText());
    for (Object element : elements) {
      IdRun more = element instanceof IdRun run ? run : id(element, all.count());
      if (all.count() == 0) {
        all = more;
      } else {
        all.others().append(more.others());
      }
    }
    return all;
  }

  private IdRun id(@Nullable Object element, int index) {
    if (element instanceof Long id && id >= 0 && id <= Integer.MAX_VALUE) {
      return new IdRun(0, IdText.of(id.intValue()));
    }
    throw element(index, element).broken("a token id: an integer from 0 to " + Integer.MAX_VALUE);
  }

  /** How many numbers this array has; Python writes infinities for tokens that cannot be. */
  int numbers() {
    if (!(value instanceof List<?> elements)) {
      throw broken("an array of numbers");
    }
    int count = 0;
    for (Object element : elements) {
      if (element instanceof NumberCount numbers) {
        count += numbers.count();
      } else if (element instanceof NumberText numbers) {
        count += numbers.count();
      } else if (element instanceof Number) {
        count++;
      } else {
        throw element(count, element).broken("a number");
      }
    }
    return count;
  }

  /** The numbers of this array, which has nothing else; they were kept where they were many. */
  NumberText numberText() {
    NumberText all = new NumberText();
    for (Object element : value instanceof List<?> elements ? elements : List.of()) {
      switch (element) {
        case NumberText more -> all.append(more);
        case Number number -> all.add(number.doubleValue());
        case null, default -> throw broken("an array of numbers");
      }
    }
    return all;
  }

  private AnswerPart element(int index, @Nullable Object element) {
    return new AnswerPart(place + "[" + index + "]", true, element);
  }

  /** What must be is told as it ends the sentence. */
  ContractBroken broken(String expected) {
    return ContractBroken.at(place.isEmpty() ? "the whole" : place, found(), expected);
  }

  /** Of which kind the value is, never what it says. */
  private String found() {
    return switch (value) {
      case null -> present ? "null" : "missing";
      case Double number when !Double.isFinite(number) -> number.toString();
      case Double _ -> "a number with a fraction or exponent";
      case Long number -> number < 0 ? "a negative integer" : "an integer";
      case BigInteger _ -> "an integer of more than 64 bits";
      case String text -> text.isEmpty() ? "an empty string" : "a string";
      case Boolean _ -> "a boolean";
      case List<?> elements -> elements.isEmpty() ? "an empty array" : "an array";
      case Map<?, ?> _ -> "an object";
      case Object other -> other.getClass().getSimpleName();
    };
  }
}
