package dev.rolloutserver.prompt;

import java.util.Arrays;

/**
 * A text whose tokens were counted piece by piece. Between two pieces stands an added token, which
 * is one token; a piece may be empty. There is one piece more than there are added tokens.
 */
final class CountedText {
  /** Nothing: one empty piece. */
  static final CountedText EMPTY = new CountedText("", new int[] {0}, new int[] {0});

  private static final int BLOCK = 4096;

  private final String text;

  /** Where the first piece ends, then where the added token behind it ends, and so on. */
  private final int[] places;

  /** Tokens up to the end of each piece. */
  private final int[] tokens;

  private CountedText(String text, int[] places, int[] tokens) {
    this.text = text;
    this.places = places;
    this.tokens = tokens;
  }

  /** How many tokens the text has. */
  int length() {
    return tokens[tokens.length - 1];
  }

  int pieces() {
    return tokens.length;
  }

  int start(int piece) {
    return piece == 0 ? 0 : places[2 * piece - 1];
  }

  int end(int piece) {
    return places[2 * piece];
  }

  int tokens(int piece) {
    return tokens[piece] - tokensBefore(piece);
  }

  /** Tokens up to the beginning of a piece. */
  private int tokensBefore(int piece) {
    return piece == 0 ? 0 : tokens[piece - 1] + 1;
  }

  /** The last piece that begins at this place or before it. */
  int pieceAt(int place) {
    int low = 0;
    int high = pieces() - 1;
    while (low < high) {
      int middle = (low + high + 1) >>> 1;
      if (start(middle) <= place) {
        low = middle;
      } else {
        high = middle - 1;
      }
    }
    return low;
  }

  /** Index of the first character that differs; the shorter length where one extends the other. */
  int firstDifference(String other) {
    int length = Math.min(text.length(), other.length());
    int index = 0;
    // whole blocks are compared many characters at a time
    while (index < length
        && text.regionMatches(index, other, index, Math.min(BLOCK, length - index))) {
      index += BLOCK;
    }
    while (index < length && text.charAt(index) == other.charAt(index)) {
      index++;
    }
    return Math.min(index, length);
  }

  /** A text that begins with the pieces of another one, and what is found behind them. */
  static final class Growth {
    private int[] places;
    private int[] counts;
    private int pieces;
    private final int kept;
    private final CountedText base;

    /** Keeps the pieces before this one, with the added tokens behind them. */
    Growth(CountedText base, int kept) {
      this.base = base;
      this.kept = kept;
      this.places = new int[16];
      this.counts = new int[8];
    }

    /** Adds a piece and the added token behind it; their ends. */
    void add(int pieceEnd, int tokenEnd, int tokens) {
      if (pieces == counts.length) {
        places = Arrays.copyOf(places, 2 * places.length);
        counts = Arrays.copyOf(counts, 2 * counts.length);
      }
      places[2 * pieces] = pieceEnd;
      places[2 * pieces + 1] = tokenEnd;
      counts[pieces++] = tokens;
    }

    int pieces() {
      return pieces;
    }

    void setTokens(int piece, int tokens) {
      counts[piece] = tokens;
    }

    /** The text of all pieces; no added token is behind the last one. */
    CountedText of(String text) {
      int[] allPlaces = Arrays.copyOf(base.places, 2 * (kept + pieces) - 1);
      System.arraycopy(places, 0, allPlaces, 2 * kept, 2 * pieces - 1);
      int[] allTokens = Arrays.copyOf(base.tokens, kept + pieces);
      int before = base.tokensBefore(kept);
      for (int i = 0; i < pieces; i++) {
        allTokens[kept + i] = before + counts[i];
        before = allTokens[kept + i] + 1;
      }
      return new CountedText(text, allPlaces, allTokens);
    }
  }
}
