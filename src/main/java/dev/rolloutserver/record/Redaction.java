package dev.rolloutserver.record;

import dev.rolloutserver.json.Json;
import dev.rolloutserver.json.JsonException;
import dev.rolloutserver.json.JsonText;
import dev.rolloutserver.outbound.BearerKey;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Takes secrets, and what is too large, out of what is kept. */
final class Redaction {
  private static final String REMOVED = "****";

  /** Of one member of a trainer's answer. */
  private static final int MAX_MEMBER = 4096;

  /** Shorter ones are in too many texts by chance. */
  private static final int SHORTEST_KEY = 4;

  /** One of these is in the name of each; most names have none. */
  private static final List<String> HINTS =
      List.of("key", "token", "secret", "passw", "auth", "cookie", "credential", "bearer");

  private static final Pattern SECRET_NAME =
      Pattern.compile(
          "authorization|cookie|password|passwd|secret|clientsecret|credentials?|bearer"
              + "|(?:[a-z]*)(?:apikey|accesskey|secretkey|privatekey)"
              + "|(?:access|auth|bearer|refresh|session|id|api|hf)?token");

  private static final Pattern SECRET_TEXT = Pattern.compile("(?i)\\s*bearer\\s+\\S.*");

  private Redaction() {}

  /** What a trainer's answer has beside what was asked for. */
  static Map<String, @Nullable Object> of(Map<String, @Nullable Object> members) {
    Map<String, @Nullable Object> kept = new LinkedHashMap<>();
    members.forEach((name, value) -> {
      Object clean = isSecret(name) ? REMOVED : clean(value);
      kept.put(name, small(clean));
    });
    return kept;
  }

  /** The text without a key that a caller gave for its trainer, wherever it got into it. */
  static byte[] without(byte[] json, @Nullable BearerKey key) {
    if (key == null || key.secret().length() < SHORTEST_KEY) {
      return json;
    }
    String quoted = Json.text(key.secret());
    // of ASCII: the bytes of it are nowhere part of another character
    String escaped = quoted.substring(1, quoted.length() - 1);
    String text = new String(json, StandardCharsets.ISO_8859_1);
    return text.contains(escaped)
        ? text.replace(escaped, REMOVED).getBytes(StandardCharsets.ISO_8859_1)
        : json;
  }

  private static @Nullable Object clean(@Nullable Object value) {
    return switch (value) {
      case String text when SECRET_TEXT.matcher(text).matches() -> REMOVED;
      case Map<?, ?> members -> {
        Map<String, @Nullable Object> cleaned = new LinkedHashMap<>();
        members.forEach((name, member) ->
            cleaned.put(
                String.valueOf(name), isSecret(String.valueOf(name)) ? REMOVED : clean(member)));
        yield cleaned;
      }
      case List<?> elements when elements.size() <= MAX_MEMBER ->
          elements.stream().map(Redaction::clean).toList();
      case null, default -> value;
    };
  }

  private static @Nullable Object small(@Nullable Object value) {
    if (value == null || value instanceof Boolean || value instanceof Long) {
      return value;
    }
    byte[] json;
    try {
      json = Json.write(value);
    } catch (IllegalArgumentException | JsonException e) {
      // Python's NaN, which JSON has no form for
      return Map.of("omitted", "not JSON");
    }
    return json.length <= MAX_MEMBER ? new JsonText(json) : Map.of("omitted_bytes", json.length);
  }

  private static boolean isSecret(String name) {
    String lower = name.toLowerCase(Locale.ROOT);
    for (String hint : HINTS) {
      if (lower.contains(hint)) {
        return SECRET_NAME.matcher(lower.replaceAll("[^a-z]", "")).matches();
      }
    }
    return false;
  }
}
