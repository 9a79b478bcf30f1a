package dev.rolloutserver.tokenizer;

import java.util.BitSet;
import java.util.Collection;

/**
 * Contents of added tokens, found in a text as the library finds them: the leftmost one, and of
 * those that begin there the longest.
 */
final class ContentSet {
  private static final int SEVERAL = -1;

  /** Distinct and sorted, so that those with a common beginning stand together. */
  private final String[] contents;

  private final BitSet firstCharacters = new BitSet();
  private final int onlyFirstCharacter;
  private final int longest;

  /** Texts of which none is empty. */
  ContentSet(Collection<String> texts) {
    this.contents = texts.stream().distinct().sorted().toArray(String[]::new);
    for (String content : contents) {
      firstCharacters.set(content.charAt(0));
    }
    this.onlyFirstCharacter =
        firstCharacters.cardinality() == 1 ? firstCharacters.nextSetBit(0) : SEVERAL;
    this.longest = texts.stream().mapToInt(String::length).max().orElse(0);
  }

  boolean isEmpty() {
    return contents.length == 0;
  }

  /** Length of the longest; 0 if there is none. */
  int longest() {
    return longest;
  }

  /** Where the next content begins that lies within these bounds; {@code to} if there is none. */
  int next(String text, int from, int to) {
    int start = candidate(text, from, to);
    while (start < to && end(text, start, to) < 0) {
      start = candidate(text, start + 1, to);
    }
    return start;
  }

  /** Where the longest content ends that begins here, before these bounds; -1 if there is none. */
  int end(String text, int start, int to) {
    int low = 0;
    int high = contents.length;
    int end = -1;
    for (int depth = 0; low < high; depth++) {
      if (contents[low].length() == depth) {
        end = start + depth;
        low++;
      }
      if (low == high || start + depth == to) {
        return end;
      }
      char character = text.charAt(start + depth);
      if (contents[low].charAt(depth) != character
          || contents[high - 1].charAt(depth) != character) {
        low = firstFrom(character, depth, low, high);
        high = firstFrom(character + 1, depth, low, high);
      }
    }
    return end;
  }

  /** The next place where a content may begin. */
  private int candidate(String text, int from, int to) {
    if (contents.length == 0) {
      return to;
    }
    if (onlyFirstCharacter != SEVERAL) {
      int index = text.indexOf(onlyFirstCharacter, from, to);
      return index < 0 ? to : index;
    }
    int index = from;
    while (index < to && !firstCharacters.get(text.charAt(index))) {
      index++;
    }
    return index;
  }

  /** The first of a range, alike before this depth, whose character there is not smaller. */
  private int firstFrom(int character, int depth, int low, int high) {
    int from = low;
    int to = high;
    while (from < to) {
      int middle = (from + to) >>> 1;
      if (contents[middle].charAt(depth) < character) {
        from = middle + 1;
      } else {
        to = middle;
      }
    }
    return from;
  }
}
