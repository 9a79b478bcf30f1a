package dev.rolloutserver.prompt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.rolloutserver.tokenizer.CountedBy;
import dev.rolloutserver.tokenizer.SmallTokenizer;
import dev.rolloutserver.tokenizer.Tokenizer;
import dev.rolloutserver.tokenizer.TokenizerException;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class TextCounterTest {
  private static final long KEPT = 1 << 20;

  private final Encodings encodings = new Encodings();
  private final NativeThreads threads = new NativeThreads("test", 1, encodings::encodingWaited);

  @AfterEach
  void close() {
    threads.close();
  }

  static Stream<Arguments> tokenizers() {
    return Stream.of(
        arguments(
            "one kind", SmallTokenizer.byteLevel().tokens("<b>", "<a<b>", "a", "<b><bb", "bb<a>")),
        arguments(
            "the other kind",
            SmallTokenizer.byteLevel().normalizedTokens("<b>", "<a<b>", "a", "<b><bb", "bb<a>")),
        arguments(
            "both kinds, the one bounding the other",
            SmallTokenizer.byteLevel()
                .tokens("<bbbb", "b<a>b<a>")
                .normalizedTokens("a", "aa<", "aaab<", "b<b", "ab<a>b<")),
        arguments("nowhere to cut", SmallTokenizer.byteLevel()));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("tokenizers")
  void count_textThatChangesAnywhere_isThatOfTheWholeText(String name, SmallTokenizer tokenizer) {
    try (Tokenizer loaded = tokenizer.load()) {
      Random random = new Random(3);
      for (int rollout = 0; rollout < 300; rollout++) {
        TextCounter counter = counter(loaded, new PieceCounts(0));
        String text = "";
        for (int turn = 0; turn < 20; turn++) {
          text = changed(text, random);
          assertThat(counter.count(text)).as("'%s'", text).isEqualTo(loaded.encode(text).length);
        }
      }
    }
  }

  @Test
  void count_growingText_onlyWhatIsNewIsEncoded() {
    try (Tokenizer loaded = tokenizer()) {
      TextCounter counter = counter(loaded, new PieceCounts(0));
      counter.count("<s>one</s>");
      assertThat(encodings.characters()).containsExactly(3);
      counter.count("<s>one</s>four</s>");
      assertThat(encodings.characters()).containsExactly(4);
      counter.count("<s>one</s>four</s>");
      assertThat(encodings.characters()).isEmpty();
      // a piece is encoded again when it goes on
      counter.count("<s>one</s>four</s>fi");
      assertThat(encodings.characters()).containsExactly(2);
      counter.count("<s>one</s>four</s>five</s>six");
      assertThat(encodings.characters()).containsExactly(7);
    }
  }

  @Test
  void count_textThatIsTakenOutAgain_onlyWhatFollowsIsEncoded() {
    try (Tokenizer loaded = tokenizer()) {
      TextCounter counter = counter(loaded, new PieceCounts(0));
      counter.count("<s>one</s>thought</s>four</s>");
      assertThat(encodings.characters()).containsExactly(14);
      counter.count("<s>one</s>four</s>eleven</s>");
      assertThat(encodings.characters()).containsExactly(10);
    }
  }

  @Test
  void count_tokenThatIsGoneBehindACut_letsALongerOneBegin() {
    // "a" is a token only as long as one of the text itself begins within "abcdefghi<"
    try (Tokenizer loaded =
        SmallTokenizer.byteLevel()
            .tokens("<xxxxxxxxx")
            .normalizedTokens("a", "abcdefghi<")
            .load()) {
      TextCounter counter = counter(loaded, new PieceCounts(0));
      assertThat(counter.count("abcdefghi<xxxxxxxxx")).isEqualTo(1 + 8 + 1);
      assertThat(counter.count("abcdefghi<xxxxxxxxy")).isEqualTo(1 + 9);
    }
  }

  @Test
  void count_manyTurns_eachCostsTheSame() {
    try (Tokenizer loaded = tokenizer()) {
      TextCounter counter = counter(loaded, new PieceCounts(0));
      StringBuilder text = new StringBuilder();
      for (int turn = 0; turn < 500; turn++) {
        text.append("<s>hello world</s>");
        assertThat(counter.count(text.toString())).isEqualTo((turn + 1) * (2 + 4));
        assertThat(encodings.characters()).containsExactly(11);
      }
    }
  }

  @Test
  void count_widerCharactersFromATurnOn_staysIncremental() {
    try (Tokenizer loaded = tokenizer()) {
      TextCounter counter = counter(loaded, new PieceCounts(0));
      counter.count("<s>caf\u00e9</s>");
      counter.count("<s>caf\u00e9</s>\ud83d\ude00</s>");
      assertThat(encodings.characters()).containsExactly(4, 2);
    }
  }

  @Test
  void count_tokenizerThatCutsNowhere_theWholeTextIsEncoded() {
    try (Tokenizer loaded = SmallTokenizer.byteLevel().load()) {
      TextCounter counter = counter(loaded, new PieceCounts(KEPT));
      counter.count("<s>one</s>");
      counter.count("<s>one</s>four");
      assertThat(encodings.characters()).containsExactly(10, 14);
    }
  }

  @Test
  void count_firstTextOfAnotherRollout_isKnown() {
    try (Tokenizer loaded = tokenizer()) {
      PooledTokenizer tokenizer = pooled(loaded, new PieceCounts(KEPT));
      String first = "<s>" + "system ".repeat(20) + "</s>question</s>";
      int tokens = new TextCounter(tokenizer).count(first);
      assertThat(encodings.characters()).containsExactly(148);
      TextCounter second = new TextCounter(tokenizer);
      assertThat(second.count(first)).isEqualTo(tokens);
      assertThat(encodings.characters()).isEmpty();
      assertThat(encodings.known()).isEqualTo(2);
      assertThat(encodings.unknown()).isEqualTo(2);
    }
  }

  @Test
  void count_laterText_isKeptWhereItIsLong() {
    try (Tokenizer loaded = tokenizer()) {
      PooledTokenizer tokenizer = pooled(loaded, new PieceCounts(KEPT));
      for (int length : new int[] {1, 1023, 1024}) {
        countTwice(tokenizer, "<s>", "<s>" + "x".repeat(length));
      }

      assertThat(encodings.characters()).containsExactly(1, 1, 1023, 1023, 1024);
    }
  }

  @Test
  void count_laterTextThatBeganAnotherRollout_isLookedUpWhereItIsShortOrLong() {
    try (Tokenizer loaded = tokenizer()) {
      PooledTokenizer tokenizer = pooled(loaded, new PieceCounts(KEPT));
      for (int length : new int[] {1, 16, 17, 1023, 1024}) {
        String text = "<s>" + "x".repeat(length);
        new TextCounter(tokenizer).count(text);
        assertThat(encodings.characters()).containsExactly(length);
        countTwice(tokenizer, "<s>", text);
        assertThat(encodings.characters()).hasSize(length == 17 || length == 1023 ? 2 : 0);
      }
    }
  }

  @Test
  void count_manyPieces_waitForAThreadOnce() {
    try (Tokenizer loaded = tokenizer()) {
      TextCounter counter = counter(loaded, new PieceCounts(0));
      assertThat(loaded.countedBy()).isEqualTo(CountedBy.JAVA);
      int quick = PooledTokenizer.QUICK_JAVA;
      String text = "<s>" + "x</s>".repeat(quick - 1);
      counter.count(text);
      assertThat(encodings.waits()).isZero();
      counter.count(text + "y</s>".repeat(quick));
      assertThat(encodings.waits()).isEqualTo(1);
      assertThat(encodings.characters()).containsExactly(quick - 1, quick);
    }
  }

  @Test
  void count_whatJavaIsNotSureOf_isLeftToAThreadUnlessItIsShort() {
    try (Tokenizer loaded = tokenizer()) {
      assertThat(loaded.countedBy()).isEqualTo(CountedBy.JAVA);
      TextCounter counter = counter(loaded, new PieceCounts(0));
      // a character of Unicode 15, which only the native library knows
      String unsure = "\ud83e\ude77".repeat(PooledTokenizer.QUICK_NATIVE / 2);
      String almost = unsure.substring(2);

      assertThat(counter.count("<s>" + almost)).isEqualTo(loaded.encode("<s>" + almost).length);
      assertThat(encodings.waits()).isZero();
      assertThat(counter.count("<s>" + unsure)).isEqualTo(loaded.encode("<s>" + unsure).length);
      assertThat(encodings.waits()).isEqualTo(1);
    }
  }

  @Test
  void count_halfOfASurrogatePair_isRefusedWithItsPlaceInTheText() {
    try (Tokenizer loaded = tokenizer()) {
      TextCounter counter = counter(loaded, new PieceCounts(KEPT));
      int tokens = counter.count("<s>one</s>");
      assertThatExceptionOfType(TokenizerException.class)
          .isThrownBy(() -> counter.count("<s>one</s>a\ud83d</s>"))
          .withMessage("The text has half of a surrogate pair at index 11");
      // what was counted before still holds
      assertThat(counter.count("<s>one</s>a</s>")).isEqualTo(tokens + 2);
    }
  }

  @Test
  void close_tokenizer_itsPiecesAreForgotten() {
    PieceCounts known = new PieceCounts(KEPT);
    try (Tokenizer kept = tokenizer()) {
      PooledTokenizer gone = pooled(tokenizer(), known);
      PooledTokenizer stays = pooled(kept, known);
      new TextCounter(gone).count("<s>one");
      new TextCounter(stays).count("<s>one");
      assertThat(encodings.characters()).containsExactly(3, 3);
      gone.close();

      assertThat(gone.known("one")).isNull();
      assertThat(stays.known("one")).isNotNull();
    }
  }

  /** In two rollouts. */
  private static void countTwice(PooledTokenizer tokenizer, String first, String later) {
    for (int rollout = 0; rollout < 2; rollout++) {
      TextCounter counter = new TextCounter(tokenizer);
      counter.count(first);
      counter.count(later);
    }
  }

  private static Tokenizer tokenizer() {
    return SmallTokenizer.byteLevel().tokens("<s>", "</s>").load();
  }

  private TextCounter counter(Tokenizer tokenizer, PieceCounts known) {
    return new TextCounter(pooled(tokenizer, known));
  }

  private PooledTokenizer pooled(Tokenizer tokenizer, PieceCounts known) {
    return new PooledTokenizer(tokenizer, threads, known, encodings);
  }

  /** Longer, shorter, or another one from somewhere on. */
  private static String changed(String text, Random random) {
    int from = random.nextInt(text.length() + 1);
    int to = from + random.nextInt(text.length() - from + 1);
    return switch (random.nextInt(5)) {
      case 0 -> text.substring(0, from) + random(random, 3) + text.substring(to);
      case 1 -> text.substring(0, from);
      case 2 -> text.substring(0, from) + random(random, 1) + text.substring(from);
      default -> text + random(random, 8);
    };
  }

  private static String random(Random random, int length) {
    StringBuilder text = new StringBuilder();
    for (int i = random.nextInt(length + 1); i > 0; i--) {
      text.append("<ab>".charAt(random.nextInt(4)));
    }
    return text.toString();
  }
}
