package dev.rolloutserver.tokenizer.bpe;

import dev.rolloutserver.tokenizer.bpe.Expression.Choice;
import dev.rolloutserver.tokenizer.bpe.Expression.Repeated;
import dev.rolloutserver.tokenizer.bpe.Expression.Sequence;
import dev.rolloutserver.tokenizer.bpe.Splitter.Rule;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Reads a tokenizer.json member by member. What is not known to have no influence, or one that is
 * followed here, is refused.
 */
final class Definition {
  /** What the ByteLevel pre-tokenizer of the library splits by, unless it is told not to. */
  private static final String GPT2 =
      "'s|'t|'re|'ve|'m|'ll|'d| ?\\p{L}+| ?\\p{N}+| ?[^\\s\\p{L}\\p{N}]+|\\s+(?!\\S)|\\s+";

  private static final int MAX_ID = 1 << 24;

  private final CharacterKinds kinds = CharacterKinds.read();
  private final ByteAlphabet alphabet = new ByteAlphabet();
  private final List<Rule> rules = new ArrayList<>();
  private boolean normalized;
  private boolean ended;

  private Definition() {}

  static ByteLevelBpe read(Map<String, ? extends @Nullable Object> tokenizer) {
    return new Definition().encoder(tokenizer);
  }

  private ByteLevelBpe encoder(Map<String, ? extends @Nullable Object> tokenizer) {
    requireOnly(
        "tokenizer.json",
        tokenizer,
        Set.of(
            "version",
            "truncation",
            "padding",
            "added_tokens",
            "normalizer",
            "pre_tokenizer",
            "post_processor",
            "decoder",
            "model"));
    require(tokenizer.get("truncation") == null, "truncation");
    require(tokenizer.get("padding") == null, "padding");
    readNormalizer(tokenizer.get("normalizer"));
    readPreTokenizer(tokenizer.get("pre_tokenizer"));
    require(ended, "a pre_tokenizer without ByteLevel");
    readPostProcessor(tokenizer.get("post_processor"));
    AddedTexts added = new AddedTexts(addedTexts(tokenizer.get("added_tokens")), normalized);
    return model(object("model", tokenizer.get("model")), added);
  }

  private void readNormalizer(@Nullable Object value) {
    if (value == null) {
      return;
    }
    Map<String, @Nullable Object> part = object("normalizer", value);
    switch (type(part)) {
      case "NFC" -> {
        requireOnly("NFC", part, Set.of("type"));
        normalized = true;
      }
      case "Sequence" -> {
        requireOnly("the normalizer Sequence", part, Set.of("type", "normalizers"));
        list("normalizers", part.get("normalizers")).forEach(this::readNormalizer);
      }
      default -> throw new UnsupportedTokenizerException("the normalizer " + type(part));
    }
  }

  private void readPreTokenizer(@Nullable Object value) {
    require(!ended, "a pre_tokenizer after ByteLevel");
    Map<String, @Nullable Object> part = object("pre_tokenizer", value);
    switch (type(part)) {
      case "Sequence" -> {
        requireOnly("the pre_tokenizer Sequence", part, Set.of("type", "pretokenizers"));
        list("pretokenizers", part.get("pretokenizers")).forEach(this::readPreTokenizer);
      }
      case "Split" -> readSplit(part);
      case "Digits" -> {
        requireOnly("Digits", part, Set.of("type", "individual_digits"));
        readDigits(flag(part, "individual_digits"));
      }
      case "ByteLevel" -> {
        requireOnly(
            "ByteLevel", part, Set.of("type", "add_prefix_space", "trim_offsets", "use_regex"));
        require(!flag(part, "add_prefix_space"), "add_prefix_space");
        if (!part.containsKey("use_regex") || flag(part, "use_regex")) {
          rules.add(new Rule(ExpressionParser.parse(kinds, GPT2), true, true));
        }
        ended = true;
      }
      default -> throw new UnsupportedTokenizerException("the pre_tokenizer " + type(part));
    }
  }

  private void readSplit(Map<String, @Nullable Object> part) {
    requireOnly("Split", part, Set.of("type", "pattern", "behavior", "invert"));
    Map<String, @Nullable Object> pattern = object("pattern", part.get("pattern"));
    requireOnly("a pattern", pattern, Set.of("Regex"));
    if (!(pattern.get("Regex") instanceof String regex)) {
      throw new UnsupportedTokenizerException("a pattern that is no text");
    }
    Choice expression = ExpressionParser.parse(kinds, regex);
    boolean inverted = flag(part, "invert");
    rules.add(
        switch (String.valueOf(part.get("behavior"))) {
          case "Isolated" -> new Rule(expression, true, true);
          case "Removed" -> new Rule(expression, inverted, !inverted);
          default ->
              throw new UnsupportedTokenizerException("the behavior " + part.get("behavior"));
        });
  }

  private void readDigits(boolean individual) {
    int most = individual ? 1 : Expression.UNBOUNDED;
    Repeated digits = new Repeated(kinds.category("N"), 1, most, false);
    rules.add(
        new Rule(new Choice(List.of(new Sequence(List.of(digits))), false, false), true, true));
  }

  /** It adds tokens only where it is asked to, which is never. */
  private static void readPostProcessor(@Nullable Object value) {
    if (value == null) {
      return;
    }
    Map<String, @Nullable Object> part = object("post_processor", value);
    switch (type(part)) {
      case "ByteLevel", "TemplateProcessing" -> {}
      case "Sequence" ->
          list("processors", part.get("processors")).forEach(Definition::readPostProcessor);
      default -> throw new UnsupportedTokenizerException("the post_processor " + type(part));
    }
  }

  private static List<String> addedTexts(@Nullable Object value) {
    List<String> texts = new ArrayList<>();
    for (Object token : value == null ? List.of() : list("added_tokens", value)) {
      if (object("added_tokens", token).get("content") instanceof String content) {
        texts.add(content);
      } else {
        throw new UnsupportedTokenizerException("an added token without content");
      }
    }
    return texts;
  }

  private ByteLevelBpe model(Map<String, @Nullable Object> model, AddedTexts added) {
    requireOnly(
        "BPE",
        model,
        Set.of(
            "type",
            "dropout",
            "unk_token",
            "continuing_subword_prefix",
            "end_of_word_suffix",
            "fuse_unk",
            "byte_fallback",
            "ignore_merges",
            "vocab",
            "merges"));
    require("BPE".equals(model.get("type")), "the model " + model.get("type"));
    require(model.get("dropout") == null, "dropout");
    for (String name : List.of("continuing_subword_prefix", "end_of_word_suffix")) {
      require(model.get(name) == null || "".equals(model.get(name)), name);
    }
    // all bytes are in the vocabulary, so there is never anything unknown
    Map<String, @Nullable Object> vocabulary = vocabulary(object("vocab", model.get("vocab")));
    int[] byteIds = new int[256];
    for (int value = 0; value < byteIds.length; value++) {
      byteIds[value] = id(vocabulary, alphabet.text(value));
    }
    Merges merges = new Merges(byteIds, merges(list("merges", model.get("merges")), vocabulary));
    boolean ignoresMerges = model.containsKey("ignore_merges") && flag(model, "ignore_merges");
    return new ByteLevelBpe(
        kinds,
        rules,
        normalized,
        added,
        merges,
        ignoresMerges ? new WholeWords(vocabulary, alphabet) : null);
  }

  /** Refuses ids that are no numbers, and two words with one id: pairs are told apart by ids. */
  private static Map<String, @Nullable Object> vocabulary(Map<String, @Nullable Object> members) {
    BitSet ids = new BitSet();
    for (Object value : members.values()) {
      if (!(value instanceof Long id) || id < 0 || id > MAX_ID || ids.get(id.intValue())) {
        throw new UnsupportedTokenizerException("a vocabulary with the id " + value);
      }
      ids.set(id.intValue());
    }
    return members;
  }

  private static List<Merges.Merge> merges(
      List<?> values, Map<String, @Nullable Object> vocabulary) {
    List<Merges.Merge> merges = new ArrayList<>(values.size());
    for (Object value : values) {
      String left;
      String right;
      if (value instanceof String text
          && text.indexOf(' ') >= 0
          && text.indexOf(' ') == text.lastIndexOf(' ')) {
        left = text.substring(0, text.indexOf(' '));
        right = text.substring(text.indexOf(' ') + 1);
      } else if (value instanceof List<?> pair
          && pair.size() == 2
          && pair.getFirst() instanceof String first
          && pair.getLast() instanceof String second) {
        left = first;
        right = second;
      } else {
        throw new UnsupportedTokenizerException("a merge that is no pair");
      }
      merges.add(
          new Merges.Merge(
              id(vocabulary, left), id(vocabulary, right), id(vocabulary, left + right)));
    }
    return merges;
  }

  private static int id(Map<String, @Nullable Object> vocabulary, String text) {
    if (vocabulary.get(text) instanceof Long id) {
      return id.intValue();
    }
    throw new UnsupportedTokenizerException("a vocabulary without " + text);
  }

  private static String type(Map<String, @Nullable Object> part) {
    return String.valueOf(part.get("type"));
  }

  private static boolean flag(Map<String, @Nullable Object> part, String name) {
    if (part.get(name) instanceof Boolean flag) {
      return flag;
    }
    throw new UnsupportedTokenizerException(name + ": " + part.get(name));
  }

  private static List<?> list(String name, @Nullable Object value) {
    if (value instanceof List<?> elements) {
      return elements;
    }
    throw new UnsupportedTokenizerException(name + " that is no list");
  }

  @SuppressWarnings("unchecked") // objects that were read have strings for names
  private static Map<String, @Nullable Object> object(String name, @Nullable Object value) {
    if (value instanceof Map<?, ?> members) {
      return (Map<String, @Nullable Object>) members;
    }
    throw new UnsupportedTokenizerException(name + " that is no object");
  }

  private static void requireOnly(String part, Map<String, ?> members, Set<String> known) {
    for (String name : members.keySet()) {
      require(known.contains(name), part + " with " + name);
    }
  }

  private static void require(boolean condition, String part) {
    if (!condition) {
      throw new UnsupportedTokenizerException(part);
    }
  }
}
