package dev.rolloutserver.tokenizer.bpe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.rolloutserver.json.Json;
import dev.rolloutserver.tokenizer.CountedBy;
import dev.rolloutserver.tokenizer.Tokenizer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class UnsupportedTokenizerTest {
  @Test
  void of_membersThatAreNotKnown_areRefused() {
    refused("tokenizer.json with later", document("later", 1L));
    refused("truncation", document("truncation", Map.of()));
    refused("padding", document("padding", Map.of()));
    refused("the normalizer Lowercase", document("normalizer", Map.of("type", "Lowercase")));
    refused(
        "the normalizer NFKC",
        document(
            "normalizer",
            Map.of("type", "Sequence", "normalizers", List.of(Map.of("type", "NFKC")))));
    refused("NFC with later", document("normalizer", Map.of("type", "NFC", "later", 1L)));
    refused(
        "the post_processor BertProcessing",
        document("post_processor", Map.of("type", "BertProcessing")));
    refused("an added token without content", document("added_tokens", List.of(Map.of())));
    refused("pre_tokenizer that is no object", document("pre_tokenizer", null));
  }

  @Test
  void of_preTokenizersThatAreNotKnown_areRefused() {
    Map<String, Object> bytes = SmallTokenizer.byteLevel(false);
    refused("a pre_tokenizer without ByteLevel", split(SmallTokenizer.split("a")));
    refused("a pre_tokenizer after ByteLevel", split(bytes, SmallTokenizer.split("a")));
    refused("the pre_tokenizer Whitespace", split(Map.of("type", "Whitespace"), bytes));
    refused(
        "the behavior Contiguous", split(SmallTokenizer.split("a", "Contiguous", false), bytes));
    refused("add_prefix_space", split(with(bytes, "add_prefix_space", true)));
    refused("ByteLevel with later", split(with(bytes, "later", 1L)));
    refused("Split with later", split(with(SmallTokenizer.split("a"), "later", 1L), bytes));
    refused("invert: 1", split(with(SmallTokenizer.split("a"), "invert", 1L), bytes));
    refused(
        "a pattern with String",
        split(with(SmallTokenizer.split("a"), "pattern", Map.of("String", "a")), bytes));
  }

  @Test
  void of_modelsThatAreNotKnown_areRefused() {
    refused("BPE with later", model("later", 1L));
    refused("the model Unigram", model("type", "Unigram"));
    refused("dropout", model("dropout", 0.1));
    refused("continuing_subword_prefix", model("continuing_subword_prefix", "##"));
    refused("end_of_word_suffix", model("end_of_word_suffix", "</w>"));
    refused("ignore_merges: 1", model("ignore_merges", 1L));
    refused("a vocabulary without", model("vocab", Map.of("a", 0L)));
    refused("a vocabulary with the id 0", model("vocab", Map.of("a", 0L, "b", 0L)));
    refused("a vocabulary with the id -1", model("vocab", Map.of("a", -1L)));
    refused("a merge that is no pair", model("merges", List.of("a b c")));
    refused("a vocabulary without zzz", model("merges", List.of("zzz a")));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "a|",
        "a*",
        "(?:a)+",
        "(?:a|b)*",
        "a+?",
        "a{2}+",
        "a{2}?",
        "a{0}",
        "a{3,2}",
        "a{65}",
        "a{,2}",
        ".",
        "^a",
        "a$",
        "\\bx",
        "\\w",
        "\\h",
        "\\x61",
        "\\u0061",
        "(?i)a",
        "(?<!a)b",
        "(?>a)",
        "(a)",
        "(?i:ss)",
        "(?i:\u00e9)",
        "(?i:[a-z])",
        "(?i:s+)",
        "(?!ab)c",
        "[[:alpha:]]",
        "[]a]",
        "[a-\\d]",
        "[\\d-a]",
        "[b-a]",
        "[a--]",
        "[&&a]",
        "[a",
        "\\p{Greek}",
        "\\p{Cn}",
        "\\p{C}",
        "\\p{l}",
        "\\p{L&}",
        "\\p",
        "a)",
        "(?:a",
        "(?:a?)b",
        "a\\",
        "a**"
      })
  void of_patternThatMayMeanSomethingElse_isRefused(String pattern) {
    refused("the pattern", split(SmallTokenizer.split(pattern), SmallTokenizer.byteLevel(false)));
  }

  @Test
  void tokenizer_unsupported_isCountedByTheLibrary() {
    Map<String, @Nullable Object> document = document("normalizer", Map.of("type", "Lowercase"));
    try (Tokenizer tokenizer = Tokenizer.load(Json.write(document), Map.of())) {
      assertThat(tokenizer.countedBy()).isEqualTo(CountedBy.NATIVE);
      assertThat(tokenizer.count("THE")).isEqualTo(tokenizer.count("the"));
    }
  }

  private static void refused(String message, Map<String, @Nullable Object> document) {
    assertThatExceptionOfType(UnsupportedTokenizerException.class)
        .as(message)
        .isThrownBy(() -> ByteLevelBpe.of(document))
        .withMessageContaining(message);
  }

  private static Map<String, @Nullable Object> document(String name, @Nullable Object value) {
    Map<String, @Nullable Object> document = SmallTokenizer.family("llama3");
    document.put(name, value);
    return document;
  }

  private static Map<String, @Nullable Object> split(Object... preTokenizers) {
    return document(
        "pre_tokenizer", Map.of("type", "Sequence", "pretokenizers", List.of(preTokenizers)));
  }

  private static Map<String, @Nullable Object> model(String name, Object value) {
    Map<String, @Nullable Object> document = SmallTokenizer.family("llama3");
    Map<?, ?> model = (Map<?, ?>) Objects.requireNonNull(document.get("model"));
    Map<String, @Nullable Object> changed = new LinkedHashMap<>();
    model.forEach((key, member) -> changed.put(String.valueOf(key), member));
    if (name.equals("merges") && changed.get("merges") instanceof List<?> merges) {
      List<Object> all = new ArrayList<>(merges);
      all.addAll((List<?>) value);
      changed.put(name, all);
    } else {
      changed.put(name, value);
    }
    document.put("model", changed);
    return document;
  }

  private static Map<String, Object> with(Map<String, Object> part, String name, Object value) {
    Map<String, Object> changed = new LinkedHashMap<>(part);
    changed.put(name, value);
    return changed;
  }
}
