package dev.rolloutserver.protocol;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * A bound that a value of the right type lies beyond, in the words of Pydantic.
 *
 * @param context what the message was made of
 */
record Bound(String type, String message, Map<String, Object> context) {
  static Bound atLeast(Number min) {
    return new Bound(
        "greater_than_equal",
        "Input should be greater than or equal to " + whole(min),
        Map.of("ge", min));
  }

  static Bound above(Number min) {
    return new Bound(
        "greater_than", "Input should be greater than " + whole(min), Map.of("gt", min));
  }

  static Bound atMost(Number max) {
    return new Bound(
        "less_than_equal",
        "Input should be less than or equal to " + whole(max),
        Map.of("le", max));
  }

  static Bound tooShort(int min) {
    return new Bound(
        "string_too_short",
        "String should have at least " + count(min, "character"),
        Map.of("min_length", min));
  }

  static Bound tooLong(int max) {
    return new Bound(
        "string_too_long",
        "String should have at most " + count(max, "character"),
        Map.of("max_length", max));
  }

  static Bound fewElements(int min, int actual) {
    Map<String, Object> context = new LinkedHashMap<>();
    context.put("field_type", "List");
    context.put("min_length", min);
    context.put("actual_length", actual);
    return new Bound(
        "too_short",
        "List should have at least " + count(min, "item") + " after validation, not " + actual,
        context);
  }

  static Bound manyElements(int max, int actual, String setting) {
    Map<String, Object> context = new LinkedHashMap<>();
    context.put("field_type", "List");
    context.put("max_length", max);
    context.put("actual_length", actual);
    return new Bound(
        "too_long",
        "List should have at most %s after validation, not %d (%s)"
            .formatted(count(max, "item"), actual, setting),
        context);
  }

  static Bound oneOf(List<String> allowed) {
    String last = "'" + allowed.getLast() + "'";
    String expected =
        allowed.size() == 1
            ? last
            : allowed.subList(0, allowed.size() - 1).stream()
                .map(text -> "'" + text + "'")
                .collect(Collectors.joining(", ", "", " or " + last));
    return new Bound("literal_error", "Input should be " + expected, Map.of("expected", expected));
  }

  private static String whole(Number bound) {
    return Long.toString(bound.longValue());
  }

  private static String count(int number, String what) {
    return number + " " + what + (number == 1 ? "" : "s");
  }
}
