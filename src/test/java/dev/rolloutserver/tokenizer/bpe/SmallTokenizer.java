package dev.rolloutserver.tokenizer.bpe;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/** Tokenizers of the known families with a small vocabulary: all bytes and some merges. */
final class SmallTokenizer {
  static final String CONTRACTIONS = "(?i:'s|'t|'re|'ve|'m|'ll|'d)";

  static final String LLAMA3 =
      CONTRACTIONS
          + "|[^\\r\\n\\p{L}\\p{N}]?\\p{L}+|\\p{N}{1,3}| ?[^\\s\\p{L}\\p{N}]+[\\r\\n]*"
          + "|\\s*[\\r\\n]+|\\s+(?!\\S)|\\s+";

  static final String QWEN2 = LLAMA3.replace("{1,3}", "");

  static final String O200K =
      "[^\\r\\n\\p{L}\\p{N}]?[\\p{Lu}\\p{Lt}\\p{Lm}\\p{Lo}\\p{M}]*[\\p{Ll}\\p{Lm}\\p{Lo}\\p{M}]+"
          + CONTRACTIONS
          + "?|[^\\r\\n\\p{L}\\p{N}]?[\\p{Lu}\\p{Lt}\\p{Lm}\\p{Lo}\\p{M}]+[\\p{Ll}\\p{Lm}\\p{Lo}\\p{M}]*"
          + CONTRACTIONS
          + "?|\\p{N}{1,3}| ?[^\\s\\p{L}\\p{N}]+[\\r\\n/]*|\\s*[\\r\\n]+|\\s+(?!\\S)|\\s+";

  static final String GPT2 =
      "'(?:[sdmt]|ll|ve|re)| ?\\p{L}++| ?\\p{N}++| ?[^\\s\\p{L}\\p{N}]++|\\s+(?!\\S)|\\s";

  static final String HAN =
      "[\\p{Han}]+|[^\\r\\n\\p{L}\\p{N}]?+[\\p{L}\\p{M}&&[^\\p{Han}]]+|\\p{N}{1,3}"
          + "| ?[^\\s\\p{L}\\p{N}]++[\\r\\n]*|\\s*[\\r\\n]|\\s+(?!\\S)|\\s+";

  private static final List<String> DEEPSEEK =
      List.of(
          "\\p{N}{1,3}",
          "[\u4e00-\u9fa5\u3040-\u309f\u30a0-\u30ff]+",
          "[!\"#$%&'()*+,\\-./:;<=>?@\\[\\\\\\]^_`{|}~][A-Za-z]+|[^\r\n\\p{L}\\p{P}\\p{S}]?[\\p{L}\\p{M}]+"
              + "| ?[\\p{P}\\p{S}]+[\r\n]*|\\s*[\r\n]+|\\s+(?!\\S)|\\s+");

  private static final List<String> WORDS =
      List.of(
          "the",
          " the",
          "ing",
          "hello",
          " hello",
          "123",
          "12",
          "    ",
          "\n\n",
          "\r\n",
          "'s",
          "ss",
          "\u00e9",
          "\u4f60",
          "\u4f60\u597d",
          " \u0430",
          "\ud83d\ude00",
          "e\u0301",
          "abab",
          "--");

  private SmallTokenizer() {}

  static Map<String, @Nullable Object> family(String name) {
    return Objects.requireNonNull(families().get(name));
  }

  /** Families by name. */
  static Map<String, Map<String, @Nullable Object>> families() {
    Map<String, Map<String, @Nullable Object>> families = new LinkedHashMap<>();
    families.put("llama3", document(null, List.of(split(LLAMA3), byteLevel(false)), true));
    families.put("qwen2", document("NFC", List.of(split(QWEN2), byteLevel(false)), false));
    families.put("o200k", document(null, List.of(split(O200K), byteLevel(false)), true));
    families.put("gpt2", document(null, List.of(byteLevel(true)), false));
    families.put("gpt2 split", document(null, List.of(split(GPT2), byteLevel(false)), false));
    families.put("han", document("NFC", List.of(split(HAN), byteLevel(false)), true));
    families.put("starcoder", document(null, List.of(digits(true), byteLevel(true)), false));
    families.put("digits", document("NFC", List.of(digits(false), byteLevel(false)), false));
    List<Object> deepseek = new ArrayList<>();
    DEEPSEEK.forEach(pattern -> deepseek.add(split(pattern)));
    deepseek.add(byteLevel(false));
    families.put("deepseek", document(null, deepseek, false));
    families.put(
        "kept matches",
        document(null, List.of(split(LLAMA3, "Removed", true), byteLevel(false)), true));
    families.put(
        "kept gaps",
        document(null, List.of(split("\\s+", "Removed", false), byteLevel(false)), false));
    return families;
  }

  static Map<String, @Nullable Object> document(
      @Nullable String normalizer, List<?> preTokenizers, boolean ignoresMerges) {
    Map<String, @Nullable Object> document = new LinkedHashMap<>();
    document.put("version", "1.0");
    document.put("truncation", null);
    document.put("padding", null);
    document.put("added_tokens", List.of(added("<|end|>"), added("<|\u00c5|>")));
    document.put("normalizer", normalizer == null ? null : Map.of("type", normalizer));
    document.put(
        "pre_tokenizer", Map.of("type", "Sequence", "pretokenizers", List.copyOf(preTokenizers)));
    document.put("post_processor", null);
    document.put("decoder", null);
    document.put("model", model(ignoresMerges));
    return document;
  }

  static Map<String, Object> split(String regex) {
    return split(regex, "Isolated", false);
  }

  static Map<String, Object> split(String regex, String behavior, boolean invert) {
    return Map.of(
        "type", "Split", "pattern", Map.of("Regex", regex), "behavior", behavior, "invert", invert);
  }

  static Map<String, Object> byteLevel(boolean usesRegex) {
    return Map.of(
        "type",
        "ByteLevel",
        "add_prefix_space",
        false,
        "trim_offsets",
        false,
        "use_regex",
        usesRegex);
  }

  static Map<String, Object> digits(boolean individual) {
    return Map.of("type", "Digits", "individual_digits", individual);
  }

  static Map<String, Object> added(String content) {
    return Map.of(
        "id",
        0L,
        "content",
        content,
        "single_word",
        false,
        "lstrip",
        false,
        "rstrip",
        false,
        "normalized",
        false,
        "special",
        true);
  }

  /** All bytes, the given words from left to right, and pairs of what there is, at random. */
  private static Map<String, @Nullable Object> model(boolean ignoresMerges) {
    ByteAlphabet alphabet = new ByteAlphabet();
    Map<String, Object> vocabulary = new LinkedHashMap<>();
    for (int value = 0; value < 256; value++) {
      vocabulary.put(alphabet.text(value), (long) vocabulary.size());
    }
    List<Object> merges = new ArrayList<>();
    for (String word : WORDS) {
      String whole = "";
      for (byte value : word.getBytes(StandardCharsets.UTF_8)) {
        String next = alphabet.text(value & 0xff);
        if (!whole.isEmpty()
            && vocabulary.putIfAbsent(whole + next, (long) vocabulary.size()) == null) {
          merges.add(List.of(whole, next));
        }
        whole += next;
      }
    }
    Random random = new Random(1);
    List<String> made = new ArrayList<>(List.of("a", "b", "c", "\u0120", "1", "\u010a"));
    for (int i = 0; i < 500; i++) {
      String left = made.get(random.nextInt(made.size()));
      String right = made.get(random.nextInt(made.size()));
      // a word may be made of several pairs, and a pair counts where it stands last
      if (left.length() + right.length() < 20) {
        vocabulary.putIfAbsent(left + right, (long) vocabulary.size());
        merges.add(List.of(left, right));
        made.add(left + right);
      }
    }
    // reached by no merge
    vocabulary.put("\u0120zq", (long) vocabulary.size());
    vocabulary.put("qqq", (long) vocabulary.size());
    Map<String, @Nullable Object> model = new LinkedHashMap<>();
    model.put("type", "BPE");
    model.put("dropout", null);
    model.put("unk_token", null);
    model.put("continuing_subword_prefix", ignoresMerges ? null : "");
    model.put("end_of_word_suffix", ignoresMerges ? null : "");
    model.put("fuse_unk", false);
    model.put("byte_fallback", false);
    model.put("ignore_merges", ignoresMerges);
    model.put("vocab", vocabulary);
    model.put("merges", merges);
    return model;
  }
}
