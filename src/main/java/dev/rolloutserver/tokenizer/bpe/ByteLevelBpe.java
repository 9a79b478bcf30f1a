package dev.rolloutserver.tokenizer.bpe;

import java.text.Normalizer;
import java.text.Normalizer.Form;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The ids of a text that holds no added token, by byte-level BPE as the native library does it.
 * Texts that it is not sure about are left to that library. Threads may share it.
 */
public final class ByteLevelBpe {
  /**
   * Instead of a count: the text holds an added token, or what this class makes no promise about.
   */
  public static final int UNSURE = -1;

  private static final int KEPT_WORDS = 1 << 15;

  private final Alphabet alphabet;
  private final List<Splitter> splitters;
  private final long moved;
  private final long addedFirsts;
  private final AddedTexts added;
  private final Merges merges;
  private final @Nullable WholeWords wholeWords;
  private final WordCounts counts = new WordCounts(KEPT_WORDS);

  ByteLevelBpe(
      CharacterKinds kinds,
      List<Splitter.Rule> rules,
      boolean normalized,
      AddedTexts added,
      Merges merges,
      @Nullable WholeWords wholeWords) {
    CodePoints movedByNfc = normalized ? kinds.movedByNfc() : CodePoints.none();
    List<CodePoints> sets =
        Stream.concat(
                Stream.of(movedByNfc, added.firsts()),
                rules.stream().flatMap(rule -> rule.expression().sets()))
            .distinct()
            .toList();
    CodePoints known =
        normalized
            ? kinds.known().intersection(kinds.movedByLaterNfc().complement())
            : kinds.known();
    this.alphabet = new Alphabet(known, sets);
    this.splitters = rules.stream().map(rule -> new Splitter(rule, alphabet)).toList();
    this.moved = alphabet.bits(movedByNfc);
    this.addedFirsts = alphabet.bits(added.firsts());
    this.added = added;
    this.merges = merges;
    this.wholeWords = wholeWords;
  }

  /**
   * The encoder of a tokenizer.
   *
   * @param tokenizer the members of tokenizer.json; nothing of it is kept
   * @throws UnsupportedTokenizerException if it has a part that is not known
   */
  public static ByteLevelBpe of(Map<String, ? extends @Nullable Object> tokenizer) {
    return Definition.read(tokenizer);
  }

  /** How many ids the text has, or {@link #UNSURE}. */
  public int count(String text) {
    return run(text, null);
  }

  /** The ids of the text; null where {@link #count} is unsure. */
  public int @Nullable [] encode(String text) {
    IntStream.Builder ids = IntStream.builder();
    return run(text, ids) == UNSURE ? null : ids.build().toArray();
  }

  private int run(String text, IntStream.@Nullable Builder ids) {
    // one more, so that a look at the next character needs no bound
    byte[] classes = new byte[text.length() + 1];
    long seen = alphabet.classify(text, classes);
    if (!isSure(text, classes, seen)) {
      return UNSURE;
    }
    if ((seen & moved) != 0 && !Normalizer.isNormalized(text, Form.NFC)) {
      String normalized = Normalizer.normalize(text, Form.NFC);
      classes = new byte[normalized.length() + 1];
      seen = alphabet.classify(normalized, classes);
      return isSure(normalized, classes, seen)
          ? new Pass(normalized, classes, ids).total()
          : UNSURE;
    }
    return new Pass(text, classes, ids).total();
  }

  private boolean isSure(String text, byte[] classes, long seen) {
    if ((seen >>> Alphabet.UNKNOWN & 1) != 0) {
      return false;
    }
    if ((seen & addedFirsts) != 0) {
      for (int i = 0; i < text.length(); i++) {
        if ((addedFirsts >>> classes[i] & 1) != 0 && added.isAt(text, i)) {
          return false;
        }
      }
    }
    return true;
  }

  /** One text on its way through the splitters and the merges. */
  private final class Pass {
    private final String text;
    private final byte[] classes;
    private final IntStream.@Nullable Builder ids;
    private @Nullable Word word;
    private int total;

    Pass(String text, byte[] classes, IntStream.@Nullable Builder ids) {
      this.text = text;
      this.classes = classes;
      this.ids = ids;
    }

    int total() {
      split(0, 0, text.length());
      return total;
    }

    private void split(int level, int from, int to) {
      if (level == splitters.size()) {
        add(from, to);
        return;
      }
      Splitter splitter = splitters.get(level);
      int gap = from;
      int at = splitter.candidate(classes, from, to);
      while (at < to) {
        int end = splitter.match(classes, at, to);
        if (end == Step.FAILED) {
          at = splitter.candidate(classes, at + 1, to);
        } else {
          if (gap < at && splitter.keepsGaps()) {
            split(level + 1, gap, at);
          }
          if (splitter.keepsMatches()) {
            split(level + 1, at, end);
          }
          gap = end;
          at = splitter.candidate(classes, end, to);
        }
      }
      if (gap < to && splitter.keepsGaps()) {
        split(level + 1, gap, to);
      }
    }

    private void add(int from, int to) {
      if (total == UNSURE) {
        return;
      }
      if (ids == null && to - from == 1 && text.charAt(from) < 0x80) {
        total++; // a single byte
        return;
      }
      if (ids == null && to - from <= WordCounts.MAX_LENGTH) {
        int hash = WordCounts.hash(text, from, to);
        int count = counts.count(text, from, to, hash);
        if (count == 0) {
          count = merged(from, to);
          counts.put(text, from, to, hash, count);
        }
        total += count;
        return;
      }
      int count = merged(from, to);
      total = count == UNSURE ? UNSURE : total + count;
      if (ids != null && word != null && count != UNSURE) {
        for (int id : word.ids()) {
          ids.add(id);
        }
      }
    }

    private int merged(int from, int to) {
      if (word == null) {
        word = new Word(merges, wholeWords);
      }
      return word.merge(text, from, to);
    }
  }
}
