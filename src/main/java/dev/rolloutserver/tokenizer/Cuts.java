package dev.rolloutserver.tokenizer;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Where texts may be cut: at the added tokens that a tokenizer finds before it looks at anything
 * else. Each of them is one token, and what lies between two of them has as many tokens as it has
 * alone. Safe for use by many threads.
 */
public final class Cuts {
  /** Contents that are found in the text itself. */
  private final ContentSet first;

  /** Contents that are found in what then lies between; empty where a normalizer comes before. */
  private final ContentSet second;

  Cuts(ContentSet first, ContentSet second) {
    this.first = first;
    this.second = second;
  }

  /** The cuts of a tokenizer.json as the library gets it; empty where a text may not be cut. */
  static Optional<Cuts> of(Map<String, ? extends @Nullable Object> tokenizer) {
    if (!(tokenizer.get("added_tokens") instanceof List<?> tokens) || !PieceRules.hold(tokenizer)) {
      return Optional.empty();
    }
    Map<String, Boolean> normalized = new HashMap<>();
    for (Object each : tokens) {
      AddedToken token = AddedToken.of(each);
      Boolean other = normalized.putIfAbsent(token.content(), token.normalized());
      if (token.lstrip()
          || token.rstrip()
          || token.singleWord()
          // which of the two the library goes by depends on their order
          || (other != null && other != token.normalized())) {
        return Optional.empty();
      }
    }
    // the library ignores it
    normalized.remove("");
    boolean plain = PieceRules.changesNothing(tokenizer.get("normalizer"));
    ContentSet first = contents(normalized, false);
    ContentSet second = plain ? contents(normalized, true) : new ContentSet(List.of());
    return first.isEmpty() && second.isEmpty()
        ? Optional.empty()
        : Optional.of(new Cuts(first, second));
  }

  /**
   * How many characters behind a cut decide whether it is one: of two texts that are the same up to
   * that many characters behind it, both have it or none.
   */
  public int reach() {
    // behind a token of the second kind one of the first may begin, which bounds where it is found
    return first.longest() + second.longest();
  }

  /** Looks for cuts from the beginning of the text, or from the end of a cut on. */
  public Search search(String text, int from) {
    return new Search(text, from);
  }

  private static ContentSet contents(Map<String, Boolean> normalized, boolean which) {
    return new ContentSet(
        normalized.entrySet().stream()
            .filter(token -> token.getValue() == which)
            .map(Map.Entry::getKey)
            .toList());
  }

  /** The cuts of one text, one after the other. */
  public final class Search {
    private static final int UNKNOWN = -1;

    private final String text;

    /**
     * The next token of the first kind, or the end of the text; tokens of the second lie before.
     */
    private int bound = UNKNOWN;

    private int start;
    private int end;

    private Search(String text, int from) {
      this.text = text;
      this.end = from;
    }

    /** Goes on to the next cut; false if there is none. */
    public boolean next() {
      if (bound == UNKNOWN) {
        bound = first.next(text, end, text.length());
      }
      start = second.next(text, end, bound);
      if (start < bound) {
        end = second.end(text, start, bound);
        return true;
      }
      if (bound == text.length()) {
        return false;
      }
      end = first.end(text, start, text.length());
      bound = UNKNOWN;
      return true;
    }

    /** Where the token begins. */
    public int start() {
      return start;
    }

    /** Where it ends. */
    public int end() {
      return end;
    }
  }
}
