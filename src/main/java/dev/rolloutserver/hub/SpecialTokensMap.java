package dev.rolloutserver.hub;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The special tokens that older models have in a file of their own. As in {@code transformers} the
 * file counts, and wins, only where the configuration has no {@code added_tokens_decoder}.
 */
final class SpecialTokensMap {
  private static final String ADDITIONAL = "additional_special_tokens";
  private static final Set<String> ATTRIBUTES =
      Set.of(
          "bos_token",
          "eos_token",
          "unk_token",
          "sep_token",
          "pad_token",
          "cls_token",
          "mask_token",
          ADDITIONAL);

  private SpecialTokensMap() {}

  /** The configuration with the tokens of the file. */
  static Map<String, @Nullable Object> foldedInto(
      Map<String, @Nullable Object> config, ModelFolder folder) {
    if (config.containsKey("added_tokens_decoder")) {
      return config;
    }
    Map<String, @Nullable Object> folded = new LinkedHashMap<>(config);
    folder
        .object(ModelFolder.SPECIAL)
        .forEach((name, value) -> {
          if (ATTRIBUTES.contains(name)) {
            folded.put(
                name,
                name.equals(ADDITIONAL) && value instanceof List<?> tokens
                    ? united(config.get(ADDITIONAL), tokens)
                    : special(value));
          }
        });
    return folded;
  }

  /** Python compares whole tokens: a text and an object that holds it are two. */
  private static List<@Nullable Object> united(@Nullable Object configured, List<?> tokens) {
    List<@Nullable Object> united = new ArrayList<>();
    if (configured instanceof List<?> own) {
      united.addAll(own);
    }
    for (Object token : tokens) {
      Object special = special(token);
      if (!united.contains(special)) {
        united.add(special);
      }
    }
    return united;
  }

  /** A token of the file is special even where its object does not say so. */
  private static @Nullable Object special(@Nullable Object token) {
    if (token instanceof Map<?, ?> members) {
      Map<@Nullable Object, @Nullable Object> special = new LinkedHashMap<>(members);
      special.put("special", true);
      return special;
    }
    return token;
  }
}
