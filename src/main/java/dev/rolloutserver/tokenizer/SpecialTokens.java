package dev.rolloutserver.tokenizer;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The special tokens of a tokenizer, as {@code PreTrainedTokenizerBase} of Python keeps them. */
final class SpecialTokens {
  private static final List<String> ATTRIBUTES =
      List.of(
          "bos_token",
          "eos_token",
          "unk_token",
          "sep_token",
          "pad_token",
          "cls_token",
          "mask_token");

  /** Those that a class gives properties to, if it does. */
  private static final Set<String> STATED =
      Set.of("bos_token", "eos_token", "unk_token", "pad_token");

  private final Map<String, SpecialToken> single = new LinkedHashMap<>();
  private final List<SpecialToken> additional = new ArrayList<>();
  private final Map<String, SpecialToken> extra = new LinkedHashMap<>();

  /**
   * Reads the special tokens.
   *
   * @param config tokenizer_config.json
   * @param padToken what the file pads with, if it does
   * @param stated the tokens whose properties are known, by text
   * @throws TokenizerException if one is neither a text nor a token
   */
  SpecialTokens(
      Map<String, ? extends @Nullable Object> config,
      @Nullable Object padToken,
      Map<String, AddedToken> stated) {
    TokenizerClass type = TokenizerClass.of(config.get("tokenizer_class"));
    for (String attribute : ATTRIBUTES) {
      Object value = config.get(attribute);
      if (value != null) {
        SpecialToken token = SpecialToken.of(attribute, value);
        AddedToken properties = stated.getOrDefault(token.content(), token.stated());
        single.put(attribute, new SpecialToken(token.content(), properties));
      } else if (!config.containsKey(attribute)) {
        Object assumed = type.specialTokens().get(attribute);
        if (assumed == null && "pad_token".equals(attribute)) {
          assumed = padToken;
        }
        if (assumed != null) {
          single.put(attribute, SpecialToken.of(attribute, assumed));
        }
      }
    }
    if (type.statesTokens()) {
      single.replaceAll(
          (attribute, token) -> STATED.contains(attribute) ? token.withProperties() : token);
    }
    if (config.get("additional_special_tokens") instanceof List<?> values) {
      for (Object value : values) {
        additional.add(SpecialToken.of("additional_special_tokens", value));
      }
    }
    if (config.get("extra_special_tokens") instanceof Map<?, ?> values) {
      values.forEach((name, value) ->
          extra.put(String.valueOf(name), SpecialToken.of("extra_special_tokens", value)));
    }
  }

  /** What a chat template finds under the attributes' names: {@code special_tokens_map}. */
  Map<String, Object> variables() {
    Map<String, Object> variables = new LinkedHashMap<>();
    single.forEach((attribute, token) -> putText(variables, attribute, token));
    if (!additional.isEmpty()) {
      variables.put(
          "additional_special_tokens", additional.stream().map(SpecialToken::content).toList());
    }
    extra.forEach((attribute, token) -> putText(variables, attribute, token));
    return Collections.unmodifiableMap(variables);
  }

  /**
   * All of them in the order of the attributes; a text that an earlier attribute has counts once.
   */
  List<SpecialToken> all() {
    List<SpecialToken> all = new ArrayList<>();
    Set<String> seen = new HashSet<>();
    single.values().forEach(token -> addNew(all, seen, List.of(token)));
    addNew(all, seen, additional);
    extra.values().forEach(token -> addNew(all, seen, List.of(token)));
    return all;
  }

  private static void addNew(
      List<SpecialToken> all, Set<String> seen, List<SpecialToken> ofAttribute) {
    List<SpecialToken> added =
        ofAttribute.stream()
            .filter(token -> !token.content().isEmpty() && !seen.contains(token.content()))
            .toList();
    all.addAll(added);
    added.forEach(token -> seen.add(token.content()));
  }

  private static void putText(Map<String, Object> variables, String attribute, SpecialToken token) {
    if (!token.content().isEmpty()) {
      variables.put(attribute, token.content());
    }
  }
}
