package dev.rolloutserver.protocol;

import dev.rolloutserver.python.CodePoints;
import java.math.BigInteger;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One thing that is wrong with a request, in the words of Pydantic.
 *
 * @param type which mistake it is, such as {@code string_type}
 * @param loc where it is: names of members and indices of elements, {@code body} first
 * @param msg the mistake for people
 * @param input what was found there; null where it is not repeated
 * @param ctx what the message was made of; empty where it is the same for all
 */
public record Problem(
    String type, List<Object> loc, String msg, @Nullable Echo input, Map<String, Object> ctx) {
  /**
   * The value found, repeated in the answer.
   *
   * @param value a scalar, or the empty object that stands for a body that could not be read
   */
  public record Echo(@Nullable Object value) {
    private static final int MAX_LENGTH = 1000;

    /** About as many digits. */
    private static final int MAX_BITS = 3322;

    /** Null where the value must not be repeated: it may hold a key, is long, or has no JSON. */
    static @Nullable Echo of(@Nullable Object value) {
      return switch (value) {
        case String text -> Unsendable.hasLoneSurrogate(text) ? null : new Echo(shortened(text));
        case Double number -> Double.isFinite(number) ? new Echo(number) : null;
        case BigInteger number -> number.bitLength() <= MAX_BITS ? new Echo(number) : null;
        case Map<?, ?> _, List<?> _ -> null;
        case null, default -> new Echo(value);
      };
    }

    private static String shortened(String text) {
      return CodePoints.length(text) <= MAX_LENGTH
          ? text
          : CodePoints.substring(text, 0, MAX_LENGTH) + "…";
    }
  }

  public Problem {
    loc = List.copyOf(loc);
    ctx = Collections.unmodifiableMap(new LinkedHashMap<>(ctx));
  }

  /** A mistake that is told in the same words wherever it is made. */
  static Problem of(Mistake mistake, List<Object> loc, @Nullable Echo input) {
    return new Problem(mistake.type(), loc, mistake.message(), input, Map.of());
  }

  /** A rule that the types do not express was broken. */
  static Problem ofRule(String rule, List<Object> loc, @Nullable Echo input) {
    return new Problem(
        "value_error", loc, "Value error, " + rule, input, Map.of("error", Map.of()));
  }

  /** As a value that {@code json} can write. */
  Map<String, @Nullable Object> value() {
    Map<String, @Nullable Object> members = new LinkedHashMap<>();
    members.put("type", type);
    members.put("loc", loc);
    members.put("msg", msg);
    if (input != null) {
      members.put("input", input.value());
    }
    if (!ctx.isEmpty()) {
      members.put("ctx", ctx);
    }
    return members;
  }
}
