package dev.rolloutserver.tokenizer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.rolloutserver.json.Json;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Where texts may be cut, each rule held against the native library. */
class CutsTest {
  private static final int TEXTS = 1500;
  private static final List<String> FRAGMENTS =
      List.of(
          "<a>",
          "<b>",
          "<a",
          "<A>",
          "<",
          ">",
          "a",
          "b",
          " ",
          "  ",
          "\n",
          "hello",
          " world",
          "\u2581",
          "12",
          "caf\u00e9",
          "e\u0301",
          "\u4f60",
          "\ud83d\ude00",
          "\ud83d\ude01",
          "!");

  static Stream<Arguments> cutting() {
    Map<String, Object> split =
        Map.of(
            "type",
            "Split",
            "pattern",
            Map.of("Regex", "(?<=a)b|\\s+"),
            "behavior",
            "Isolated",
            "invert",
            false);
    return Stream.of(
        arguments("plain", marked("byte level")),
        arguments("normalized, no normalizer", normalized("byte level")),
        arguments(
            "normalized, empty normalizer", normalized("byte level").with("normalizer", empty())),
        arguments(
            "normalized, nested empty normalizer",
            normalized("byte level").with("normalizer", sequence("normalizers", empty()))),
        arguments(
            "both kinds",
            SmallTokenizer.byteLevel()
                .tokens("><", "<b>", "a<")
                .normalizedTokens("<a>", "<a><b>", "b", "hello<", "a b")),
        arguments(
            "contents within each other",
            SmallTokenizer.byteLevel().tokens("<a", "<a>", "<a><a>", "a>", ">", "<a><b>")),
        arguments(
            "pairs",
            SmallTokenizer.byteLevel()
                .tokens("\ud83d\ude00", "\ud83d\ude00\ud83d\ude01", "\u4f60", "e\u0301")),
        arguments("an empty content", marked("byte level").tokens("")),
        arguments("the same content twice", marked("byte level").tokens("<a>", "<b>")),
        arguments(
            "normalized beside a normalizer, which does not cut",
            marked("byte level")
                .normalizedTokens("\u4f60", "a b", "><")
                .with("normalizer", part("Strip", "strip_left", true, "strip_right", true))),
        arguments("lower case", marked("byte level").with("normalizer", part("Lowercase"))),
        arguments("NFC", marked("byte level").with("normalizer", part("NFC"))),
        arguments(
            "several normalizers",
            marked("byte level")
                .with(
                    "normalizer",
                    sequence(
                        "normalizers",
                        sequence("normalizers", part("NFKD"), part("StripAccents")),
                        part("Prepend", "prepend", "!")))),
        arguments(
            "a space before each piece",
            marked("byte level")
                .with(
                    "pre_tokenizer",
                    part(
                        "ByteLevel",
                        "add_prefix_space",
                        true,
                        "trim_offsets",
                        true,
                        "use_regex",
                        true))),
        arguments(
            "several pre-tokenizers",
            marked("byte level")
                .with(
                    "pre_tokenizer",
                    sequence(
                        "pretokenizers",
                        split,
                        sequence("pretokenizers", part("Digits", "individual_digits", true)),
                        part("UnicodeScripts"),
                        part("Punctuation", "behavior", "Isolated"),
                        part("ByteLevel", "add_prefix_space", false, "trim_offsets", true)))),
        arguments("metaspace always", marked("unigram").with("pre_tokenizer", metaspace("always"))),
        arguments("metaspace never", marked("unigram").with("pre_tokenizer", metaspace("never"))),
        arguments("sentencepiece", marked("sentencepiece")),
        arguments(
            "sentencepiece, normalized as well", marked("sentencepiece").normalizedTokens("b")),
        arguments("word level", marked("no configuration members")),
        arguments("word piece", marked("word piece")),
        arguments("template", marked("template post-processor")));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("cutting")
  void cuts_ofTokenizersThatAllowThem_haveTokensThatAddUp(String name, SmallTokenizer tokenizer) {
    try (Tokenizer loaded = tokenizer.load()) {
      Cuts cuts = loaded.cuts().orElseThrow();
      long found = 0;
      for (String text : texts()) {
        assertThat(sum(loaded, cuts, text)).as("'%s'", text).isEqualTo(loaded.encode(text).length);
        found += cuts.search(text, 0).next() ? 1 : 0;
      }
      assertThat(found).isGreaterThan(TEXTS / 4);
    }
  }

  static Stream<Arguments> refused() {
    return Stream.of(
        arguments("lstrip", SmallTokenizer.byteLevel().token("<a>", false, "lstrip")),
        arguments("rstrip", SmallTokenizer.byteLevel().token("<a>", false, "rstrip")),
        arguments("single_word", SmallTokenizer.byteLevel().token("<a>", false, "single_word")),
        arguments(
            "metaspace first",
            SmallTokenizer.of("unigram").tokens("<a>").with("pre_tokenizer", metaspace("first"))),
        arguments(
            "metaspace first in a sequence",
            SmallTokenizer.of("unigram")
                .tokens("<a>")
                .with("pre_tokenizer", sequence("pretokenizers", metaspace("first")))));
  }

  /** What the refusals are for: cut at the token all the same, the tokens do not add up. */
  @ParameterizedTest(name = "{0}")
  @MethodSource("refused")
  void cuts_ofTokenizersThatLookBeyondAPiece_areNone(String name, SmallTokenizer tokenizer) {
    Cuts atTheToken = new Cuts(new ContentSet(List.of("<a>")), new ContentSet(List.of()));
    try (Tokenizer loaded = tokenizer.load()) {
      assertThat(loaded.cuts()).isEmpty();
      assertThat(texts())
          .anySatisfy(text ->
              assertThat(sum(loaded, atTheToken, text)).isNotEqualTo(loaded.encode(text).length));
    }
  }

  @Test
  void cuts_normalizedTokenBesideANormalizer_isNone() {
    SmallTokenizer tokenizer =
        SmallTokenizer.byteLevel()
            .normalizedTokens("<a>")
            .with("normalizer", part("Strip", "strip_left", true, "strip_right", true));
    Cuts atTheToken = new Cuts(new ContentSet(List.of()), new ContentSet(List.of("<a>")));
    try (Tokenizer loaded = tokenizer.load()) {
      assertThat(loaded.cuts()).isEmpty();
      assertThat(sum(loaded, atTheToken, "b <a>")).isNotEqualTo(loaded.encode("b <a>").length);
    }
  }

  @Test
  void cuts_oneFlagAmongManyTokens_areNone() {
    assertNone(marked("byte level").token("<c>", false, "rstrip"));
    assertNone(normalized("byte level").token("<c>", true, "lstrip"));
  }

  @Test
  void cuts_contentOfBothKinds_areNone() {
    assertNone(SmallTokenizer.byteLevel().tokens("<a>", "<b>").normalizedTokens("<a>"));
  }

  @Test
  void cuts_noAddedTokens_areNone() {
    assertNone(SmallTokenizer.byteLevel());
    assertNone(SmallTokenizer.byteLevel().tokens(""));
    assertNone(marked("byte level").with("added_tokens", null));
  }

  @ParameterizedTest
  @ValueSource(strings = {"normalizer", "pre_tokenizer", "post_processor", "model"})
  void cuts_partOfAnUnknownType_areNone(String member) {
    assertNone(marked("byte level").with(member, part("Novelty")));
    assertNone(marked("byte level").with(member, Map.of()));
    assertNone(marked("byte level").with(member, "ByteLevel"));
    assertNone(
        marked("byte level")
            .with(
                member,
                sequence(
                    switch (member) {
                      case "normalizer" -> "normalizers";
                      case "pre_tokenizer" -> "pretokenizers";
                      default -> "processors";
                    },
                    part("Novelty"))));
    assertNone(marked("byte level").with(member, part("Sequence")));
  }

  @Test
  void cuts_metaspaceOfAnUnknownScheme_areNone() {
    assertNone(marked("unigram").with("pre_tokenizer", metaspace("last")));
    assertNone(marked("unigram").with("pre_tokenizer", part("Metaspace", "prepend_scheme", 1L)));
    assertThat(Cuts.of(marked("unigram").with("pre_tokenizer", part("Metaspace")).document()))
        .isPresent();
  }

  @ParameterizedTest
  @ValueSource(strings = {"truncation", "padding"})
  void cuts_lengthThatIsChanged_areNone(String member) {
    assertNone(marked("byte level").with(member, Map.of("max_length", 3L)));
  }

  @Test
  void cuts_dropout_areNone() {
    SmallTokenizer tokenizer = marked("byte level");
    Recorded.object(tokenizer.document().get("model")).put("dropout", 0.5);

    assertNone(tokenizer);
  }

  @Test
  void cuts_fileWithDropoutTruncationAndPadding_areThoseOfTheFileAsItIsLoaded() {
    SmallTokenizer tokenizer =
        marked("byte level")
            .with(
                "truncation",
                Map.of(
                    "direction",
                    "Right",
                    "max_length",
                    3,
                    "strategy",
                    "LongestFirst",
                    "stride",
                    0));
    Recorded.object(tokenizer.document().get("model")).put("dropout", 0.5);
    try (Tokenizer loaded = tokenizer.load()) {
      assertThat(loaded.cuts()).isPresent();
      assertThat(loaded.count("<a>hello<b>abcd")).isEqualTo(7);
    }
  }

  @Test
  void cuts_tokensOfTheConfiguration_areAmongThem() {
    Map<String, Object> token =
        Map.of("content", "<c>", "lstrip", false, "normalized", false, "special", true);
    Map<String, Object> stripping = Map.of("content", "<c>", "lstrip", true, "normalized", false);
    byte[] file = Json.write(SmallTokenizer.byteLevel().document());
    try (Tokenizer with =
            Tokenizer.load(file, Map.of("added_tokens_decoder", Map.of("270", token)));
        Tokenizer without =
            Tokenizer.load(file, Map.of("added_tokens_decoder", Map.of("270", stripping)))) {
      assertThat(places(with.cuts().orElseThrow(), "a<c>b")).containsExactly(1, 4);
      assertThat(without.cuts()).isEmpty();
    }
  }

  @Test
  void cuts_templateThatTakesTheTextTwice_areNone() {
    Object text = Map.of("Sequence", Map.of("id", "A", "type_id", 0L));

    assertNone(
        marked("byte level")
            .with("post_processor", part("TemplateProcessing", "single", List.of(text, text))));
  }

  @Test
  void search_tokensOfBothKinds_thoseOfTheTextItselfComeFirst() {
    Cuts cuts =
        new Cuts(new ContentSet(List.of("><", "<b>")), new ContentSet(List.of("<a>", "<a><b>")));

    // "><" takes the end of the first "<a>", and the beginning of the "<b>" behind it
    assertThat(places(cuts, "<a><b>")).containsExactly(2, 4);
    assertThat(places(cuts, "x<a>y<b><a>")).containsExactly(1, 4, 5, 8, 8, 11);
    assertThat(cuts.reach()).isEqualTo(3 + 6);
  }

  @Test
  void search_fromTheEndOfACut_findsTheSame() {
    Cuts cuts = new Cuts(new ContentSet(List.of("<b>")), new ContentSet(List.of("<a>", "><")));
    for (String text : texts()) {
      List<Integer> places = places(cuts, text);
      for (int i = 1; i < places.size(); i += 2) {
        assertThat(places(cuts.search(text, places.get(i))))
            .isEqualTo(places.subList(i + 1, places.size()));
      }
    }
  }

  @Test
  void search_emptyText_hasNoCuts() {
    assertThat(places(new Cuts(new ContentSet(List.of("a")), new ContentSet(List.of())), ""))
        .isEmpty();
  }

  private static void assertNone(SmallTokenizer tokenizer) {
    assertThat(Cuts.of(tokenizer.document())).isEmpty();
  }

  /** The tokens of the pieces, each counted alone, and of the tokens between them. */
  private static int sum(Tokenizer tokenizer, Cuts cuts, String text) {
    Cuts.Search search = cuts.search(text, 0);
    int from = 0;
    int sum = 0;
    while (search.next()) {
      sum += tokenizer.encode(text.substring(from, search.start())).length + 1;
      from = search.end();
    }
    return sum + tokenizer.encode(text.substring(from)).length;
  }

  private static List<Integer> places(Cuts cuts, String text) {
    return places(cuts.search(text, 0));
  }

  private static List<Integer> places(Cuts.Search search) {
    List<Integer> places = new ArrayList<>();
    while (search.next()) {
      places.add(search.start());
      places.add(search.end());
    }
    return places;
  }

  private static List<String> texts() {
    Random random = new Random(11);
    List<String> texts = new ArrayList<>();
    for (int i = 0; i < TEXTS; i++) {
      StringBuilder text = new StringBuilder();
      for (int n = random.nextInt(12); n >= 0; n--) {
        text.append(FRAGMENTS.get(random.nextInt(FRAGMENTS.size())));
      }
      texts.add(text.toString());
    }
    return texts;
  }

  private static SmallTokenizer marked(String name) {
    return SmallTokenizer.of(name).tokens("<a>", "<b>");
  }

  private static SmallTokenizer normalized(String name) {
    return SmallTokenizer.of(name).normalizedTokens("<a>", "<b>");
  }

  private static Map<String, Object> metaspace(String scheme) {
    return part("Metaspace", "replacement", "\u2581", "prepend_scheme", scheme, "split", true);
  }

  private static Map<String, Object> empty() {
    return sequence("normalizers");
  }

  private static Map<String, Object> sequence(String member, Object... parts) {
    return part("Sequence", member, List.of(parts));
  }

  private static Map<String, Object> part(String type, @Nullable Object... members) {
    Map<String, Object> part = new LinkedHashMap<>();
    part.put("type", type);
    for (int i = 0; i < members.length; i += 2) {
      part.put(String.valueOf(members[i]), members[i + 1]);
    }
    return part;
  }
}
