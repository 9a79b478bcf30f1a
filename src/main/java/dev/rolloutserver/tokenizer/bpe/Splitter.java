package dev.rolloutserver.tokenizer.bpe;

import dev.rolloutserver.tokenizer.bpe.Expression.Choice;
import dev.rolloutserver.tokenizer.bpe.Expression.Sequence;
import java.util.ArrayList;
import java.util.List;

/** A pattern, which cuts a text into what matches it and what lies between. */
final class Splitter {
  /**
   * Which pieces stay.
   *
   * @param expression the pattern
   * @param matches whether what matches stays
   * @param gaps whether what lies between stays
   */
  record Rule(Choice expression, boolean matches, boolean gaps) {}

  private final Rule rule;
  private final long first;

  /** The alternatives that can begin with a class, in their order. */
  private final Step[][] byClass = new Step[Long.SIZE][];

  Splitter(Rule rule, Alphabet alphabet) {
    this.rule = rule;
    List<List<Step>> steps = new ArrayList<>();
    for (int i = 0; i < Long.SIZE; i++) {
      steps.add(new ArrayList<>());
    }
    long all = 0;
    for (Sequence alternative : rule.expression().alternatives()) {
      Step step = Step.of(alternative, alphabet);
      long bits = alphabet.bits(alternative.first());
      all |= bits;
      for (int i = 0; i < Long.SIZE; i++) {
        if ((bits >>> i & 1) != 0) {
          steps.get(i).add(step);
        }
      }
    }
    this.first = all;
    for (int i = 0; i < Long.SIZE; i++) {
      byClass[i] = steps.get(i).toArray(Step[]::new);
    }
  }

  boolean keepsMatches() {
    return rule.matches();
  }

  boolean keepsGaps() {
    return rule.gaps();
  }

  /** The first place from here on where a match may begin; the end of the text if there is none. */
  int candidate(byte[] classes, int from, int to) {
    int at = from;
    while (at < to && (first >>> classes[at] & 1) == 0) {
      at++;
    }
    return at;
  }

  /** Where the match that begins here ends, or {@link Step#FAILED}. */
  int match(byte[] classes, int at, int to) {
    for (Step alternative : byClass[classes[at]]) {
      int end = alternative.match(classes, at, to);
      if (end != Step.FAILED) {
        return end;
      }
    }
    return Step.FAILED;
  }
}
