package dev.rolloutserver.tokenizer.bpe;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The classes of characters that a tokenizer tells apart: two code points are of one class if they
 * are in the same of its sets. A set is then the bits of its classes.
 */
final class Alphabet {
  /** What no statement is made about: code points that are not known, halves of pairs. */
  static final byte UNKNOWN = 0;

  /** The second half of a surrogate pair, whose first half has the class of the code point. */
  static final byte SECOND_HALF = 1;

  private static final int MAX_CLASSES = Long.SIZE;
  private static final int PAGE_BITS = 8;
  private static final int PAGE = 1 << PAGE_BITS;

  private final byte[] classOf;
  private final char[] pages;
  private final List<CodePoints> classes;

  /**
   * Tells apart what the sets tell apart.
   *
   * @throws UnsupportedTokenizerException if these are too many classes
   */
  Alphabet(CodePoints known, List<CodePoints> sets) {
    byte[] flat = new byte[Character.MAX_CODE_POINT + 1];
    this.classes = new ArrayList<>(List.of(known.complement(), CodePoints.none()));
    List<CodePoints> rest = new ArrayList<>(List.of(known));
    for (CodePoints set : sets) {
      List<CodePoints> finer = new ArrayList<>();
      for (CodePoints part : rest) {
        addUnlessEmpty(part.intersection(set), finer);
        addUnlessEmpty(part.intersection(set.complement()), finer);
      }
      rest = finer;
      if (classes.size() + rest.size() > MAX_CLASSES) {
        throw new UnsupportedTokenizerException("over " + MAX_CLASSES + " classes of characters");
      }
    }
    classes.addAll(rest);
    for (int i = 0; i < classes.size(); i++) {
      int[] bounds = classes.get(i).bounds();
      for (int j = 0; j < bounds.length; j += 2) {
        Arrays.fill(flat, bounds[j], bounds[j + 1], (byte) i);
      }
    }
    this.pages = new char[flat.length >> PAGE_BITS];
    this.classOf = packed(flat, pages);
  }

  /** The classes of a set that this alphabet was made of. */
  long bits(CodePoints set) {
    long bits = 0;
    for (int i = SECOND_HALF + 1; i < classes.size(); i++) {
      if (set.contains(classes.get(i).bounds()[0])) {
        bits |= 1L << i;
      }
    }
    return bits;
  }

  /**
   * Writes the class of each character.
   *
   * @return the bits of all classes that occur
   */
  long classify(String text, byte[] to) {
    long seen = 0;
    int length = text.length();
    for (int i = 0; i < length; i++) {
      char character = text.charAt(i);
      byte found;
      if (Character.isHighSurrogate(character)
          && i + 1 < length
          && Character.isLowSurrogate(text.charAt(i + 1))) {
        found = classOf(Character.toCodePoint(character, text.charAt(i + 1)));
        to[i] = found;
        to[++i] = SECOND_HALF;
      } else {
        found = classOf(character);
        to[i] = found;
      }
      seen |= 1L << found;
    }
    return seen;
  }

  private byte classOf(int codePoint) {
    return classOf[(pages[codePoint >> PAGE_BITS] << PAGE_BITS) + (codePoint & (PAGE - 1))];
  }

  private static void addUnlessEmpty(CodePoints set, List<CodePoints> to) {
    if (!set.isEmpty()) {
      to.add(set);
    }
  }

  private static byte[] packed(byte[] flat, char[] pages) {
    Map<String, Integer> known = new HashMap<>();
    byte[] result = new byte[flat.length];
    for (int page = 0; page < pages.length; page++) {
      String content = new String(flat, page * PAGE, PAGE, StandardCharsets.ISO_8859_1);
      Integer number = known.putIfAbsent(content, known.size());
      if (number == null) {
        number = known.size() - 1;
        System.arraycopy(flat, page * PAGE, result, number * PAGE, PAGE);
      }
      pages[page] = (char) number.intValue();
    }
    return Arrays.copyOf(result, known.size() * PAGE);
  }
}
