package dev.rolloutserver.tokenizer;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import org.jspecify.annotations.Nullable;

/**
 * Parts of a tokenizer that the native library does not survive: it ends the whole process, where
 * Python sees an exception.
 */
final class NativeHazards {
  /** Where a pattern that may match nothing does so. */
  private static final String SAMPLE = " aA1.\n\u00e9\u4f60\u2581 a";

  private NativeHazards() {}

  /**
   * Refuses such a tokenizer.
   *
   * @throws TokenizerException naming the part
   */
  static void refuse(Map<String, @Nullable Object> tokenizer) {
    refuseParts(tokenizer.get("normalizer"));
    refuseParts(tokenizer.get("pre_tokenizer"));
    if (tokenizer.get("model") instanceof Map<?, ?> model
        && model.get("continuing_subword_prefix") instanceof String prefix
        && model.get("merges") instanceof List<?> merges) {
      for (Object merge : merges) {
        if (!second(merge).startsWith(prefix)) {
          throw hazard("a merge without its continuing_subword_prefix");
        }
      }
    }
  }

  private static void refuseParts(@Nullable Object value) {
    if (value instanceof List<?> elements) {
      elements.forEach(NativeHazards::refuseParts);
    } else if (value instanceof Map<?, ?> part) {
      switch (String.valueOf(part.get("type"))) {
        case "Prepend" -> refuseIf("".equals(part.get("prepend")), "an empty Prepend");
        case "Replace" -> refuseIf(matchesNothing(part), "a Replace that matches the empty text");
        case "FixedLength" ->
            refuseIf(Long.valueOf(0).equals(part.get("length")), "a FixedLength of 0");
        case "Precompiled" ->
            refuseIf(!isCharacterMap(part.get("precompiled_charsmap")), "a broken Precompiled");
        default -> part.values().forEach(NativeHazards::refuseParts);
      }
    }
  }

  private static void refuseIf(boolean hazardous, String part) {
    if (hazardous) {
      throw hazard(part);
    }
  }

  private static TokenizerException hazard(String part) {
    return new TokenizerException(
        "tokenizer.json has " + part + ", which the native library does not survive");
  }

  private static String second(@Nullable Object merge) {
    return switch (merge) {
      case String text -> text.substring(text.indexOf(' ') + 1);
      case List<?> pair when pair.size() == 2 -> String.valueOf(pair.getLast());
      case null, default -> "";
    };
  }

  private static boolean matchesNothing(Map<?, ?> replace) {
    if (!(replace.get("pattern") instanceof Map<?, ?> pattern)) {
      return false;
    }
    if (pattern.get("Regex") instanceof String regex) {
      try {
        Matcher matcher = Pattern.compile(regex).matcher(SAMPLE);
        while (matcher.find()) {
          if (matcher.start() == matcher.end()) {
            return true;
          }
        }
        return false;
      } catch (PatternSyntaxException e) {
        // written in the library's own dialect, which is not judged here
        return false;
      }
    }
    return "".equals(pattern.get("String"));
  }

  /** Whether it is a trie with its length before it and a text after it. */
  private static boolean isCharacterMap(@Nullable Object base64) {
    try {
      byte[] map = Base64.getDecoder().decode(String.valueOf(base64));
      ByteBuffer bytes = ByteBuffer.wrap(map).order(ByteOrder.LITTLE_ENDIAN);
      if (bytes.remaining() < Integer.BYTES) {
        return false;
      }
      int trieBytes = bytes.getInt();
      if (trieBytes < Integer.BYTES
          || trieBytes % Integer.BYTES != 0
          || trieBytes > bytes.remaining()) {
        return false;
      }
      bytes.position(Integer.BYTES + trieBytes);
      StandardCharsets.UTF_8.newDecoder().decode(bytes);
      return true;
    } catch (IllegalArgumentException | CharacterCodingException e) {
      return false;
    }
  }
}
