package dev.rolloutserver.tokenizer;

import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Whether a tokenizer treats each piece of a text between added tokens as it treats a text alone. A
 * part of an unknown type may do anything.
 */
final class PieceRules {
  private static final String SEQUENCE = "Sequence";
  private static final Set<String> NORMALIZERS =
      Set.of(
          "BertNormalizer",
          "ByteLevel",
          "Lowercase",
          "NFC",
          "NFD",
          "NFKC",
          "NFKD",
          "Nmt",
          "Precompiled",
          "Prepend",
          "Replace",
          "Strip",
          "StripAccents");
  private static final Set<String> PRE_TOKENIZERS =
      Set.of(
          "BertPreTokenizer",
          "ByteLevel",
          "CharDelimiterSplit",
          "Digits",
          "FixedLength",
          "Punctuation",
          "Split",
          "UnicodeScripts",
          "Whitespace",
          "WhitespaceSplit");
  private static final Set<String> MODELS = Set.of("BPE", "Unigram", "WordLevel", "WordPiece");

  /** What of them adds tokens is not asked to. */
  private static final Set<String> POST_PROCESSORS =
      Set.of("BertProcessing", "ByteLevel", "RobertaProcessing");

  private PieceRules() {}

  /** Whether all parts of a tokenizer.json do so. */
  static boolean hold(Map<String, ? extends @Nullable Object> tokenizer) {
    return tokenizer.get("truncation") == null
        && tokenizer.get("padding") == null
        && normalizer(tokenizer.get("normalizer"))
        && preTokenizer(tokenizer.get("pre_tokenizer"))
        && postProcessor(tokenizer.get("post_processor"))
        && tokenizer.get("model") instanceof Map<?, ?> model
        && MODELS.contains(String.valueOf(model.get("type")))
        && model.get("dropout") == null;
  }

  /** Whether a normalizer leaves every text as it is. */
  static boolean changesNothing(@Nullable Object normalizer) {
    return switch (normalizer) {
      case null -> true;
      case Map<?, ?> part when part.get("normalizers") instanceof List<?> parts ->
          SEQUENCE.equals(part.get("type")) && parts.stream().allMatch(PieceRules::changesNothing);
      default -> false;
    };
  }

  private static boolean normalizer(@Nullable Object value) {
    return switch (value) {
      case null -> true;
      case Map<?, ?> part when SEQUENCE.equals(part.get("type")) ->
          part.get("normalizers") instanceof List<?> parts
              && parts.stream().allMatch(PieceRules::normalizer);
      case Map<?, ?> part -> NORMALIZERS.contains(String.valueOf(part.get("type")));
      default -> false;
    };
  }

  private static boolean preTokenizer(@Nullable Object value) {
    return switch (value) {
      case null -> true;
      case Map<?, ?> part when SEQUENCE.equals(part.get("type")) ->
          part.get("pretokenizers") instanceof List<?> parts
              && parts.stream().allMatch(PieceRules::preTokenizer);
      case Map<?, ?> part when "Metaspace".equals(part.get("type")) -> metaspace(part);
      case Map<?, ?> part -> PRE_TOKENIZERS.contains(String.valueOf(part.get("type")));
      default -> false;
    };
  }

  /** With the scheme {@code first} only the beginning of the whole text gets a space. */
  private static boolean metaspace(Map<?, ?> part) {
    return switch (part.get("prepend_scheme")) {
      case null -> true;
      case String scheme -> scheme.equals("always") || scheme.equals("never");
      default -> false;
    };
  }

  private static boolean postProcessor(@Nullable Object value) {
    return switch (value) {
      case null -> true;
      case Map<?, ?> part when SEQUENCE.equals(part.get("type")) ->
          part.get("processors") instanceof List<?> parts
              && parts.stream().allMatch(PieceRules::postProcessor);
      case Map<?, ?> part when "TemplateProcessing".equals(part.get("type")) ->
          part.get("single") instanceof List<?> single && takesTheTextOnce(single);
      case Map<?, ?> part -> POST_PROCESSORS.contains(String.valueOf(part.get("type")));
      default -> false;
    };
  }

  private static boolean takesTheTextOnce(List<?> template) {
    return template.stream()
            .filter(item -> item instanceof Map<?, ?> members && members.containsKey("Sequence"))
            .count()
        == 1;
  }
}
