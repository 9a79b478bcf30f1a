package dev.rolloutserver.protocol;

import dev.rolloutserver.json.NumberCount;
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
      return element(elements, 0);
    }
    throw broken("an array with at least one element");
  }

  /** Checks each element of an array. */
  void forEach(Consumer<AnswerPart> check) {
    if (!(value instanceof List<?> elements)) {
      throw broken("an array");
    }
    for (int i = 0; i < elements.size(); i++) {
      check.accept(element(elements, i));
    }
  }

  String text() {
    if (value instanceof String text) {
      return text;
    }
    throw broken("a string");
  }

  /** Token ids: integers from 0 on. */
  int[] ids() {
    if (value instanceof int[] ids) {
      return ids;
    }
    if (!(value instanceof List<?> elements)) {
      throw broken("an array of token ids");
    }
    int[] ids = new int[elements.size()];
    for (int i = 0; i < ids.length; i++) {
      if (!(elements.get(i) instanceof Long id) || id < 0 || id > Integer.MAX_VALUE) {
        throw element(elements, i).broken("a token id: an integer from 0 to " + Integer.MAX_VALUE);
      }
      ids[i] = id.intValue();
    }
    return ids;
  }

  /** How many numbers this array has; Python writes infinities for tokens that cannot be. */
  int numbers() {
    if (value instanceof NumberCount numbers) {
      return numbers.count();
    }
    if (!(value instanceof List<?> elements)) {
      throw broken("an array of numbers");
    }
    for (int i = 0; i < elements.size(); i++) {
      if (!(elements.get(i) instanceof Number)) {
        throw element(elements, i).broken("a number");
      }
    }
    return elements.size();
  }

  private AnswerPart element(List<?> elements, int index) {
    return new AnswerPart(place + "[" + index + "]", true, elements.get(index));
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
