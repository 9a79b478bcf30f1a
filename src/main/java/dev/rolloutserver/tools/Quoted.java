package dev.rolloutserver.tools;

import dev.rolloutserver.python.CodePoints;
import dev.rolloutserver.python.Repr;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What the model wrote, as an error names it: short, in one line, and always valid text. */
final class Quoted {
  private static final int MAX_CHARACTERS = 100;

  private Quoted() {}

  /** The text in quotes; a long one is cut. */
  static String text(String text) {
    return CodePoints.length(text) <= MAX_CHARACTERS
        ? Repr.of(text)
        : Repr.of(CodePoints.substring(text, 0, MAX_CHARACTERS)) + "...";
  }

  /** What JSON calls a value of this kind. */
  static String kind(@Nullable Object value) {
    return switch (value) {
      case null -> "null";
      case String _ -> "a string";
      case Boolean _ -> "a boolean";
      case Number _ -> "a number";
      case List<?> _ -> "an array";
      case Map<?, ?> _ -> "an object";
      case Object other -> other.getClass().getSimpleName();
    };
  }
}
