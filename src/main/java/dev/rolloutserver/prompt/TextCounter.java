package dev.rolloutserver.prompt;

import dev.rolloutserver.tokenizer.Cuts;
import dev.rolloutserver.tokenizer.TokenizerException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Counts the tokens of one rollout's texts, of each only what the previous one did not have. Where
 * the tokenizer cuts nowhere, the whole text is counted. For one thread at a time.
 */
final class TextCounter {
  /** Pieces up to here may be the template's own, as its line feeds and names of roles are. */
  private static final int SHORT = 16;

  /** From here on, keeping a piece costs little beside counting it, though it be met only once. */
  private static final int LONG = 1024;

  private final PooledTokenizer tokenizer;
  private final @Nullable Cuts cuts;
  private CountedText counted = CountedText.EMPTY;

  TextCounter(PooledTokenizer tokenizer) {
    this.tokenizer = tokenizer;
    this.cuts = tokenizer.cuts().orElse(null);
  }

  /**
   * The tokens of the text.
   *
   * @throws TokenizerException if it cannot be encoded
   */
  int count(String text) {
    if (cuts == null) {
      return whole(text);
    }
    try {
      counted = next(cuts, text);
    } catch (TokenizerException e) {
      // of the whole text the complaint says where in it
      return whole(text);
    }
    return counted.length();
  }

  private int whole(String text) {
    return tokenizer.count(List.of(text))[0];
  }

  private CountedText next(Cuts cuts, String text) {
    int difference = counted.firstDifference(text);
    int kept = counted.pieceAt(Math.max(0, difference - cuts.reach()));
    int start = counted.start(kept);
    CountedText.Growth growth = new CountedText.Growth(counted, kept);
    List<Piece> unknown = new ArrayList<>();
    Cuts.Search search = cuts.search(text, start);
    boolean cut;
    do {
      cut = search.next();
      int end = cut ? search.start() : text.length();
      int next = cut ? search.end() : end;
      int same = counted.pieceAt(start);
      if (counted.start(same) == start && counted.end(same) == end && end <= difference) {
        growth.add(end, next, counted.tokens(same));
      } else {
        if (start < end) {
          unknown.add(new Piece(growth.pieces(), text.substring(start, end)));
        }
        growth.add(end, next, 0);
      }
      start = next;
    } while (cut);
    count(unknown, growth);
    return growth.of(text);
  }

  private void count(List<Piece> pieces, CountedText.Growth growth) {
    boolean first = counted == CountedText.EMPTY;
    List<Piece> uncounted = new ArrayList<>();
    List<String> texts = new ArrayList<>();
    int lookedUp = 0;
    for (Piece piece : pieces) {
      boolean mayBeKnown = piece.mayBeKnown(first);
      lookedUp += mayBeKnown ? 1 : 0;
      Integer tokens = mayBeKnown ? tokenizer.known(piece.text()) : null;
      if (tokens == null) {
        uncounted.add(piece);
        texts.add(piece.text());
      } else {
        growth.setTokens(piece.index(), tokens);
      }
    }
    int found = pieces.size() - uncounted.size();
    tokenizer.lookedUp(found, lookedUp - found);
    int[] tokens = tokenizer.count(texts);
    for (int i = 0; i < tokens.length; i++) {
      Piece piece = uncounted.get(i);
      growth.setTokens(piece.index(), tokens[i]);
      if (piece.isWorthKeeping(first)) {
        tokenizer.remember(piece.text(), tokens[i]);
      }
    }
  }

  /** A piece that is new in a text, the first of which has the index 0. */
  private record Piece(int index, String text) {
    /**
     * Whether other rollouts are likely to have it: a group begins with the same prompt, later on
     * every rollout has texts of its own.
     */
    boolean isWorthKeeping(boolean first) {
      return first || text.length() >= LONG;
    }

    boolean mayBeKnown(boolean first) {
      return isWorthKeeping(first) || text.length() <= SHORT;
    }
  }
}
