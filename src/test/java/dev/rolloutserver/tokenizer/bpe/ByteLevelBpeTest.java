package dev.rolloutserver.tokenizer.bpe;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rolloutserver.SharedData;
import dev.rolloutserver.json.Json;
import dev.rolloutserver.json.JsonLimits;
import dev.rolloutserver.tokenizer.CountedBy;
import dev.rolloutserver.tokenizer.Tokenizer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Holds the encoder against the native library. */
class ByteLevelBpeTest {
  private static final String QWEN3 =
      "models--Qwen--Qwen3-8B/snapshots/a1de58e2833d77bb504a8e430b1b25d359912a98";
  private static final String DEEPSEEK =
      "models--deepseek-ai--DeepSeek-V3/snapshots/aed34674b3c06a0595005dea2a116b7157cecfcb";

  /** What stands around a code point, as {@code *}. */
  private static final List<String> AROUND =
      List.of("*", "a*b", "1*2 *", "\n* \n", "'*", "'r* *!", "'*l", " *", "*\u0301", "A* *a");

  static Stream<String> families() {
    return SmallTokenizer.families().keySet().stream();
  }

  @ParameterizedTest
  @MethodSource("families")
  void encode_randomTexts_areTheLibrarys(String family) {
    try (Both both = new Both(SmallTokenizer.family(family))) {
      both.compareRandom(3_000);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {QWEN3, DEEPSEEK})
  void encode_realTokenizers_areTheLibrarys(String model) throws IOException {
    Path file = SharedData.path("hub").resolve(model).resolve("tokenizer.json");
    try (Both both = new Both(read(file))) {
      both.compareRandom(10_000);
      both.compareAround(0x600, 1);
      both.compareAround(Character.MAX_CODE_POINT, 211);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"llama3", "qwen2", "o200k", "deepseek", "han"})
  void encode_everyCodePoint_isTheLibrarys(String family) {
    try (Both both = new Both(SmallTokenizer.family(family))) {
      both.compareAround(0x3400, 1);
      both.compareAround(Character.MAX_CODE_POINT, 101);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Lu", "Ll", "Lt", "Lm", "Lo", "Mn", "Mc", "Me", "Nd", "Nl", "No", "Pc", "Pd", "Ps", "Pe",
        "Pi", "Pf", "Po", "Sm", "Sc", "Sk", "So", "Zs", "Zl", "Zp", "Cc", "Cf", "Co", "L", "M",
        "N", "P", "S", "Z", "Han"
      })
  void property_everyCodePoint_isTheLibrarys(String property) {
    compareAll("\\p{" + property + "}");
  }

  @ParameterizedTest
  @ValueSource(strings = {"\\s", "\\d", "\\S", "\\P{L}", "[^\\r\\n\\p{L}]", "(?i:s)", "(?i:k)"})
  void set_everyCodePoint_isTheLibrarys(String set) {
    compareAll(set);
  }

  @Test
  void nfc_everyCodePoint_isTheLibrarys() {
    try (Both both = new Both(SmallTokenizer.family("qwen2"))) {
      for (String around :
          List.of(
              "*",
              "a*\u0301",
              "*\u0323\u0301",
              "\u0327*",
              "e\u0301*",
              "\u1100*\u11a8",
              "\uac00*",
              "\ud806\udd35*")) {
        both.compareAll(around, 0x3400, 1);
        both.compareAll(around, Character.MAX_CODE_POINT, around.length() == 1 ? 1 : 37);
      }
    }
  }

  @Test
  void count_codePointsThatAreNotKnown_isUnsure() {
    ByteLevelBpe encoder = ByteLevelBpe.of(SmallTokenizer.family("llama3"));

    // unassigned in Unicode 14; assigned in 15 and 16; not a character; of another category in 16
    for (int unknown : new int[] {0x378, 0x1fae8, 0x1c89, 0xffff, 0x1171e, 0x10ffff}) {
      assertThat(encoder.count("a " + Character.toString(unknown))).isEqualTo(ByteLevelBpe.UNSURE);
      assertThat(encoder.encode("a " + Character.toString(unknown))).isNull();
    }
    assertThat(encoder.count("a \ud800 b")).isEqualTo(ByteLevelBpe.UNSURE);
    assertThat(encoder.count("a \udc00\ud800")).isEqualTo(ByteLevelBpe.UNSURE);
    assertThat(encoder.count("\ud800")).isEqualTo(ByteLevelBpe.UNSURE);
    assertThat(encoder.count("")).isZero();
  }

  @Test
  void count_addedToken_isUnsure() {
    ByteLevelBpe encoder = ByteLevelBpe.of(SmallTokenizer.family("qwen2"));

    assertThat(encoder.count("a<|end|>")).isEqualTo(ByteLevelBpe.UNSURE);
    assertThat(encoder.count("a<|en")).isPositive();
    assertThat(encoder.count("<|\u00c5|>")).isEqualTo(ByteLevelBpe.UNSURE);
    assertThat(encoder.count("<|A\u030a|>")).isEqualTo(ByteLevelBpe.UNSURE);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "a",
        "A",
        "1",
        " ",
        "\n",
        "!",
        "\u4f60",
        "\u0001",
        "\ud83d\ude00",
        "'s",
        " \n",
        "ab"
      })
  void count_longestTextOfOneKind_takesNoStackAndNoSquare(String piece) {
    for (String family : List.of("llama3", "o200k", "deepseek", "gpt2")) {
      ByteLevelBpe encoder = ByteLevelBpe.of(SmallTokenizer.family(family));
      int bytes = piece.getBytes(StandardCharsets.UTF_8).length;
      assertThat(encoder.count(piece.repeat(Word.MAX_BYTES / bytes))).isNotNegative();
      assertThat(encoder.count(piece.repeat(4_000_000 / piece.length())))
          .isGreaterThanOrEqualTo(ByteLevelBpe.UNSURE);
    }
  }

  @Test
  void encode_longWords_areTheLibrarys() {
    Random random = new Random(7);
    try (Both both = new Both(SmallTokenizer.family("o200k"))) {
      for (int length : new int[] {47, 48, 49, 50, 500, 100_000}) {
        both.compare("a".repeat(length));
        both.compare("ab".repeat(length / 2));
        StringBuilder word = new StringBuilder();
        while (word.length() < length) {
          word.append("abc".charAt(random.nextInt(3)));
        }
        both.compare(word.toString());
      }
    }
  }

  @Test
  void count_longestWord_isMergedHereAndOneMoreByteNot() {
    ByteLevelBpe encoder = ByteLevelBpe.of(SmallTokenizer.family("llama3"));

    assertThat(encoder.count("z".repeat(Word.MAX_BYTES))).isEqualTo(Word.MAX_BYTES);
    assertThat(encoder.count("z".repeat(Word.MAX_BYTES + 1))).isEqualTo(ByteLevelBpe.UNSURE);
  }

  @Test
  void count_manyThreads_agree() throws Exception {
    Map<String, @Nullable Object> document = SmallTokenizer.family("llama3");
    List<String> texts = new ArrayList<>();
    Random random = new Random(3);
    for (int i = 0; i < 2_000; i++) {
      texts.add(RandomTexts.next(random));
    }
    ByteLevelBpe alone = ByteLevelBpe.of(document);
    List<Integer> expected = texts.stream().map(alone::count).toList();
    ByteLevelBpe shared = ByteLevelBpe.of(document);
    Callable<List<Integer>> count = () -> texts.stream().map(shared::count).toList();
    try (ExecutorService threads = Executors.newFixedThreadPool(4)) {
      for (Future<List<Integer>> counts : threads.invokeAll(List.of(count, count, count, count))) {
        assertThat(counts.get()).isEqualTo(expected);
      }
    }
  }

  private static void compareAll(String set) {
    try (Both both =
        new Both(
            SmallTokenizer.document(
                null,
                List.of(
                    SmallTokenizer.split(set, "Removed", true), SmallTokenizer.byteLevel(false)),
                false))) {
      both.compareAll("*", Character.MAX_CODE_POINT, 1);
    }
  }

  @SuppressWarnings("unchecked") // a tokenizer.json is an object
  private static Map<String, @Nullable Object> read(Path file) throws IOException {
    return (Map<String, @Nullable Object>)
        Objects.requireNonNull(
            Json.read(Files.readAllBytes(file), new JsonLimits(1 << 28, 500, 4300, 1 << 28)));
  }

  /** The encoder and the library, with the same tokenizer. */
  private static final class Both implements AutoCloseable {
    private final ByteLevelBpe encoder;
    private final Tokenizer library;

    Both(Map<String, @Nullable Object> document) {
      this.encoder = ByteLevelBpe.of(document);
      this.library = Tokenizer.load(Json.write(document), Map.of());
      assertThat(library.countedBy()).isEqualTo(CountedBy.JAVA);
    }

    void compareRandom(int texts) {
      Random random = new Random(42);
      int sure = 0;
      for (int i = 0; i < texts; i++) {
        String text = RandomTexts.next(random);
        int[] ids = encoder.encode(text);
        if (ids != null) {
          sure++;
          assertThat(ids).as(RandomTexts.shown(text)).isEqualTo(library.encode(text));
          assertThat(encoder.count(text)).as(RandomTexts.shown(text)).isEqualTo(ids.length);
        }
      }
      assertThat(sure).isGreaterThan(texts * 8 / 10);
    }

    void compareAround(int last, int step) {
      for (String around : AROUND) {
        compareAll(around, last, step);
      }
    }

    /** Code points one by one in the same surroundings, many in a text. */
    void compareAll(String around, int last, int step) {
      StringBuilder text = new StringBuilder();
      for (int codePoint = 0; codePoint <= last; codePoint += step) {
        String one = around.replace("*", Character.toString(codePoint));
        if (encoder.count(one) != ByteLevelBpe.UNSURE) {
          text.append(one).append('|');
        }
        if (text.length() > 1_000 || codePoint + step > last) {
          compare(text.toString());
          text.setLength(0);
        }
      }
    }

    void compare(String text) {
      int[] ids = encoder.encode(text);
      int[] expected = library.encode(text);
      if (!Arrays.equals(ids, expected)) {
        assertThat(ids).as(RandomTexts.shown(text)).isEqualTo(expected);
      }
      assertThat(encoder.count(text)).isEqualTo(expected.length);
    }

    @Override
    public void close() {
      library.close();
    }
  }
}
