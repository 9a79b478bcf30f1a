package dev.rolloutserver.tokenizer;

import dev.rolloutserver.json.Json;
import dev.rolloutserver.json.JsonException;
import dev.rolloutserver.json.JsonLimits;
import dev.rolloutserver.tokenizer.bpe.ByteLevelBpe;
import dev.rolloutserver.tokenizer.bpe.UnsupportedTokenizerException;
import java.lang.System.Logger.Level;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A tokenizer.json as {@code PreTrainedTokenizerFast} of {@code transformers} 4.57 uses it: with
 * the tokens of tokenizer_config.json, without truncation and padding, and without dropout, which
 * would change what a text is from call to call.
 */
final class TokenizerFile {
  private static final System.Logger LOGGER = System.getLogger(TokenizerFile.class.getName());
  private static final JsonLimits LIMITS = new JsonLimits(1 << 28, 500, 4300, 1 << 28);

  private final String text;
  private final SpecialTokens specialTokens;
  private final Vocabulary vocabulary;
  private final @Nullable ByteLevelBpe byteLevelBpe;
  private final @Nullable Cuts cuts;

  /**
   * Reads a tokenizer.
   *
   * @throws TokenizerException if it cannot be read, or asks for what is not supported
   */
  TokenizerFile(byte[] json, Map<String, ? extends @Nullable Object> config) {
    if (Boolean.TRUE.equals(config.get("split_special_tokens"))) {
      throw new TokenizerException(
          "The tokenizer's configuration has split_special_tokens: true, which is not supported");
    }
    Map<String, @Nullable Object> tokenizer = read(json);
    NativeHazards.refuse(tokenizer);
    AddedTokens tokens = new AddedTokens(tokenizer, config);
    boolean changed = addTokens(tokenizer, tokens.missing());
    changed |= setPrefixSpace(tokenizer, config);
    changed |= tokenizer.put("truncation", null) != null;
    changed |= tokenizer.put("padding", null) != null;
    if (tokenizer.get("model") instanceof Map<?, ?> model) {
      changed |= object(model).put("dropout", null) != null;
    }
    this.specialTokens = tokens.specialTokens();
    this.vocabulary = Vocabulary.of(tokenizer);
    this.byteLevelBpe = byteLevelBpe(tokenizer);
    this.cuts = Cuts.of(tokenizer).orElse(null);
    // what is not changed is not written anew: numbers keep every digit
    this.text = changed ? Json.text(tokenizer) : new String(json, StandardCharsets.UTF_8);
  }

  /** The document for the library. */
  String text() {
    return text;
  }

  SpecialTokens specialTokens() {
    return specialTokens;
  }

  Vocabulary vocabulary() {
    return vocabulary;
  }

  /** Our own encoder, not proven yet; null where there is only the library's. */
  @Nullable ByteLevelBpe byteLevelBpe() {
    return byteLevelBpe;
  }

  private static @Nullable ByteLevelBpe byteLevelBpe(Map<String, @Nullable Object> tokenizer) {
    try {
      return ByteLevelBpe.of(tokenizer);
    } catch (UnsupportedTokenizerException e) {
      LOGGER.log(
          Level.INFO, "A tokenizer is left to the native library: it has {0}", e.getMessage());
      return null;
    }
  }

  Optional<Cuts> cuts() {
    return Optional.ofNullable(cuts);
  }

  private static Map<String, @Nullable Object> read(byte[] json) {
    try {
      if (Json.read(json, LIMITS) instanceof Map<?, ?> members) {
        return object(members);
      }
      throw new TokenizerException("tokenizer.json is not a JSON object");
    } catch (JsonException e) {
      throw new TokenizerException("tokenizer.json cannot be read: " + e.getMessage(), e);
    }
  }

  private static boolean addTokens(
      Map<String, @Nullable Object> tokenizer, List<AddedToken> missing) {
    if (missing.isEmpty()) {
      return false;
    }
    List<@Nullable Object> tokens = new ArrayList<>();
    if (tokenizer.get("added_tokens") instanceof List<?> own) {
      tokens.addAll(own);
    }
    // the library goes by texts: the id of the vocabulary, else the next free one
    missing.forEach(token -> tokens.add(token.members(0)));
    tokenizer.put("added_tokens", tokens);
    return true;
  }

  /** Python sets {@code add_prefix_space} of an outermost pre-tokenizer that has it. */
  private static boolean setPrefixSpace(
      Map<String, @Nullable Object> tokenizer, Map<String, ? extends @Nullable Object> config) {
    boolean stated = config.containsKey("add_prefix_space");
    Object wanted = stated ? config.get("add_prefix_space") : false;
    boolean known = stated || TokenizerClass.of(config.get("tokenizer_class")).setsPrefixSpace();
    if (known
        && wanted instanceof Boolean
        && tokenizer.get("pre_tokenizer") instanceof Map<?, ?> preTokenizer
        && "ByteLevel".equals(preTokenizer.get("type"))
        && preTokenizer.get("add_prefix_space") instanceof Boolean present
        && !present.equals(wanted)) {
      object(preTokenizer).put("add_prefix_space", wanted);
      return true;
    }
    return false;
  }

  @SuppressWarnings("unchecked") // objects that were read have strings for names
  private static Map<String, @Nullable Object> object(Map<?, ?> members) {
    return (Map<String, @Nullable Object>) members;
  }
}
