package dev.rolloutserver.tokenizer;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import ai.djl.util.Ec2Utils;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.syntax.ArchRuleDefinition;
import dev.rolloutserver.json.Json;
import dev.rolloutserver.json.JsonLimits;
import java.io.IOException;
import java.lang.reflect.Field;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TokenizerTest {
  private static final String BYTE_LEVEL = "byte level";

  @Test
  void count_emptyText_isZero() {
    try (Tokenizer tokenizer = Recorded.tokenizer(BYTE_LEVEL)) {
      assertThat(tokenizer.count("")).isZero();
      assertThat(tokenizer.encode("")).isEmpty();
      assertThat(tokenizer.decode(new int[0])).isEmpty();
    }
  }

  @Test
  void pieces_areTheTextWhereItStands_andCharactersAreWhole() {
    String text = " leading x😀y 世界 tail";
    try (Tokenizer tokenizer = Recorded.tokenizer(BYTE_LEVEL)) {
      int[] ids = tokenizer.encode(text);

      List<String> pieces = tokenizer.pieces(ids);

      assertThat(pieces).hasSize(ids.length).contains("😀", "世", "");
      assertThat(String.join("", pieces)).isEqualTo(text);
      assertThat(tokenizer.pieces(new int[] {9_999_999, ids[0]}))
          .containsExactly("\ufffd", pieces.getFirst());
      // half of a character at the end
      int[] cut = Arrays.copyOf(tokenizer.encode("a😀"), 2);
      assertThat(tokenizer.pieces(cut)).hasSize(2).endsWith("\ufffd");
    }
  }

  @Test
  void encode_halfOfASurrogatePair_isRefusedWithItsIndex() {
    Map<String, Integer> halves =
        Map.of("\ud83d", 0, "ab\ud83dc", 2, "\ud83d\ude00\ude00", 2, "\ude00\ud83d", 0);
    try (Tokenizer tokenizer = Recorded.tokenizer(BYTE_LEVEL)) {
      halves.forEach((text, index) ->
          assertThatExceptionOfType(TokenizerException.class)
              .isThrownBy(() -> tokenizer.count(text))
              .withMessage("The text has half of a surrogate pair at index " + index));
      assertThat(tokenizer.count("\ud83d\ude00")).isEqualTo(4);
    }
  }

  @Test
  void encode_thousandsOfTokens_areNotCut() {
    try (Tokenizer tokenizer = Recorded.tokenizer("truncation and padding in the file")) {
      assertThat(tokenizer.count("x".repeat(513))).isEqualTo(513);
      assertThat(tokenizer.count("x".repeat(100_000))).isEqualTo(100_000);
    }
  }

  @Test
  void encode_longestText_isTakenAndOneMoreRefused() {
    try (Tokenizer tokenizer = Recorded.tokenizer("word level")) {
      String longest = "a".repeat(Tokenizer.MAX_TEXT);

      assertThat(tokenizer.count(longest)).isEqualTo(1);
      assertThatExceptionOfType(TokenizerException.class)
          .isThrownBy(() -> tokenizer.count(longest + "a"))
          .withMessage("The text has 4000001 characters, more than the 4000000 that fit");
    }
  }

  @Test
  void encode_longestRunOfWhitespace_doesNotEndTheProcess() {
    Map<String, @Nullable Object> tokenizer = document(BYTE_LEVEL);
    // the expression of Llama 3 and Qwen, which steps back over the whole run
    tokenizer.put(
        "pre_tokenizer",
        Map.of(
            "type",
            "Split",
            "pattern",
            Map.of("Regex", "\\s*[\\r\\n]+|\\s+(?!\\S)|\\s+|\\S+"),
            "behavior",
            "Removed",
            "invert",
            false));
    try (Tokenizer loaded = Tokenizer.load(Json.write(tokenizer), Map.of())) {
      assertThat(loaded.count(" ".repeat(Tokenizer.MAX_TEXT - 1) + "x")).isZero();
    }
  }

  @Test
  void encode_fileWithDropout_isTheSameEachTime() {
    Map<String, @Nullable Object> tokenizer = document(BYTE_LEVEL);
    Recorded.object(tokenizer.get("model")).put("dropout", 0.9);
    try (Tokenizer plain = Recorded.tokenizer(BYTE_LEVEL);
        Tokenizer withDropout = Tokenizer.load(Json.write(tokenizer), Map.of())) {
      assertThat(withDropout.encode("hello the world")).isEqualTo(plain.encode("hello the world"));
    }
  }

  @Test
  void decode_idsThatDoNotExist_areShownAsReplacement() {
    try (Tokenizer tokenizer = Recorded.tokenizer(BYTE_LEVEL)) {
      int[] ids = {259, 270, Integer.MAX_VALUE, 71, -1, Integer.MIN_VALUE, 259};

      assertThat(tokenizer.decode(ids))
          .isEqualTo(
              "hello\ufffd\ufffdg\ufffd\ufffdhello".replace("g", tokenizer.decode(new int[] {71})));
      assertThat(tokenizer.decode(new int[] {269})).isEqualTo("<s");
    }
  }

  @Test
  void decode_specialTokens_areKept() {
    try (Tokenizer tokenizer = Recorded.tokenizer("special token that is missing")) {
      assertThat(tokenizer.decode(tokenizer.encode("<s>a<b>"))).isEqualTo("<s>a<b>");
    }
  }

  @Test
  void load_twoTokensThatTheVocabularyLacks_haveTheNextIds() {
    try (Tokenizer tokenizer =
        Tokenizer.load(
            Json.write(document(BYTE_LEVEL)), Map.of("bos_token", "<B>", "eos_token", "<E>"))) {
      assertThat(tokenizer.size()).isEqualTo(272);
      assertThat(tokenizer.encode("<E><B>")).containsExactly(271, 270);
      assertThat(tokenizer.specialTokens())
          .isEqualTo(Map.of("bos_token", "<B>", "eos_token", "<E>"));
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "[]",
        "{",
        "null",
        "{}",
        "{\"model\":{\"type\":\"Gone\"}}",
        "{\"added_tokens\":[1],\"model\":{}}",
        "{\"added_tokens\":[{\"content\":\"a\"}],\"model\":{}}"
      })
  void load_fileThatIsNoTokenizer_isRefusedInOneSentence(String json) {
    assertThatExceptionOfType(TokenizerException.class)
        .isThrownBy(() -> Tokenizer.load(json.getBytes(UTF_8), Map.of()))
        .satisfies(e -> assertThat(e.getMessage()).contains("okenizer").doesNotContain("\n"));
  }

  @Test
  void load_configurationThatSplitsSpecialTokens_isRefused() {
    assertThatExceptionOfType(TokenizerException.class)
        .isThrownBy(() ->
            Tokenizer.load(Json.write(document(BYTE_LEVEL)), Map.of("split_special_tokens", true)))
        .withMessageContaining("split_special_tokens");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"eos_token\":[\"<e>\"]}",
        "{\"eos_token\":1}",
        "{\"eos_token\":{}}",
        "{\"additional_special_tokens\":[\"<a>\",null]}",
        "{\"extra_special_tokens\":{\"image_token\":null}}"
      })
  void load_specialTokenOfAWrongType_isRefusedByName(String config) {
    Map<String, @Nullable Object> members = Recorded.object(Json.read(config, JsonLimits.DEFAULT));

    assertThatExceptionOfType(TokenizerException.class)
        .isThrownBy(() -> Tokenizer.load(Json.write(document(BYTE_LEVEL)), members))
        .withMessage(
            "'%s' of the tokenizer's configuration is neither a text nor a token",
            members.keySet().iterator().next());
  }

  @Test
  void load_tokenObjectWithoutType_isItsContent() {
    try (Tokenizer tokenizer =
        Tokenizer.load(
            Json.write(document(BYTE_LEVEL)), Map.of("bos_token", Map.of("content", "<s>")))) {
      assertThat(tokenizer.specialTokens()).isEqualTo(Map.of("bos_token", "<s>"));
    }
  }

  @Test
  void use_closedTokenizer_isRefused() {
    Tokenizer tokenizer = Recorded.tokenizer(BYTE_LEVEL);
    tokenizer.close();
    tokenizer.close();

    assertThatIllegalStateException().isThrownBy(() -> tokenizer.count("a"));
    assertThatIllegalStateException().isThrownBy(() -> tokenizer.decode(new int[] {1}));
  }

  @Test
  void use_manyThreadsWhileItIsClosed_answersOrRefuses() throws Exception {
    Tokenizer tokenizer = Recorded.tokenizer(BYTE_LEVEL);
    int[] expected = tokenizer.encode("hello the world");
    Callable<Integer> work =
        () -> {
          int answered = 0;
          try {
            while (answered < 1000) {
              assertThat(tokenizer.encode("hello the world")).isEqualTo(expected);
              answered++;
            }
          } catch (IllegalStateException e) {
            assertThat(e).hasMessage("the tokenizer is closed");
          }
          return answered;
        };
    try (ExecutorService threads = Executors.newFixedThreadPool(4)) {
      List<Future<Integer>> running =
          new ArrayList<>(IntStream.range(0, 4).mapToObj(_ -> threads.submit(work)).toList());
      tokenizer.close();
      for (Future<Integer> one : running) {
        assertThat(one.get()).isBetween(0, 1000);
      }
    }
  }

  @Test
  void load_anyTokenizer_reportsItsUseToNobody() throws ReflectiveOperationException {
    Recorded.tokenizer(BYTE_LEVEL).close();
    Field lastReport = Ec2Utils.class.getDeclaredField("lastCheckIn");
    lastReport.setAccessible(true);
    // a test that uses more of the library may have reported before
    lastReport.setLong(null, 0);

    Ec2Utils.callHome("anything");

    assertThat(lastReport.getLong(null)).isZero();
    // the only class of the library that reports
    ArchRuleDefinition.noClasses()
        .should()
        .dependOnClassesThat()
        .haveFullyQualifiedName("ai.djl.huggingface.tokenizers.HuggingFaceTokenizer")
        .check(
            new ClassFileImporter()
                .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
                .importPackages("dev.rolloutserver"));
  }

  @Test
  void load_folderThatCannotBeWritten_tellsTheOperatorWhich_butNoCaller() throws Exception {
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--enable-native-access=ALL-UNNAMED",
                "-DDJL_CACHE_DIR=/dev/null/cache",
                "-cp",
                System.getProperty("java.class.path"),
                Loading.class.getName())
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();

    assertThat(new String(process.getInputStream().readAllBytes(), UTF_8).strip())
        .isEqualTo(
            "The native tokenizer library cannot be loaded\n"
                + "The native tokenizer library cannot be loaded: its folder"
                + " /dev/null/cache/tokenizers cannot be written to; DJL_CACHE_DIR names another one");
  }

  /** Loads a tokenizer in a process of its own. */
  static final class Loading {
    private Loading() {}

    public static void main(String[] arguments) throws IOException {
      try {
        Recorded.tokenizer(BYTE_LEVEL).close();
      } catch (TokenizerException e) {
        System.out.println(e.getMessage());
        System.out.println(e.detail());
      }
    }
  }

  private static Map<String, @Nullable Object> document(String name) {
    return new LinkedHashMap<>(
        Recorded.object(
            Recorded.lines("recorded-tokenizers.jsonl.gz").stream()
                .filter(line -> name.equals(line.get("name")))
                .findFirst()
                .orElseThrow()
                .get("tokenizer")));
  }
}
