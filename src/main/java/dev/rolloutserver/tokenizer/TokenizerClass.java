package dev.rolloutserver.tokenizer;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a class of {@code transformers} 4.57 takes for given where tokenizer_config.json is silent.
 *
 * @param specialTokens special tokens by attribute
 * @param statesTokens whether its special tokens have properties even where only a text is given
 * @param setsPrefixSpace whether a silent configuration means no space before the text
 */
record TokenizerClass(
    Map<String, String> specialTokens, boolean statesTokens, boolean setsPrefixSpace) {
  private static final TokenizerClass OTHER = new TokenizerClass(Map.of(), false, true);

  /** The class that {@code AutoTokenizer} takes for a name, with or without {@code Fast}. */
  static TokenizerClass of(@Nullable Object name) {
    return switch (String.valueOf(name).replaceFirst("Fast$", "")) {
      case "LlamaTokenizer" -> new TokenizerClass(tokens("<s>", "</s>", "<unk>"), false, false);
      case "Qwen2Tokenizer" ->
          new TokenizerClass(
              Map.of(
                  "eos_token", "<|endoftext|>",
                  "unk_token", "<|endoftext|>",
                  "pad_token", "<|endoftext|>"),
              true,
              true);
      case "GemmaTokenizer" -> new TokenizerClass(padded("<bos>", "<eos>", "<unk>"), false, true);
      case "BloomTokenizer" -> new TokenizerClass(padded("<s>", "</s>", "<unk>"), false, true);
      case "GPT2Tokenizer", "GPTNeoXTokenizer", "CodeGenTokenizer" ->
          new TokenizerClass(
              tokens("<|endoftext|>", "<|endoftext|>", "<|endoftext|>"), false, true);
      case "CohereTokenizer" ->
          new TokenizerClass(tokens("<BOS_TOKEN>", "<|END_OF_TURN_TOKEN|>", "<UNK>"), false, true);
      default -> OTHER;
    };
  }

  private static Map<String, String> tokens(String bos, String eos, String unk) {
    return Map.of("bos_token", bos, "eos_token", eos, "unk_token", unk);
  }

  private static Map<String, String> padded(String bos, String eos, String unk) {
    return Map.of("bos_token", bos, "eos_token", eos, "unk_token", unk, "pad_token", "<pad>");
  }
}
