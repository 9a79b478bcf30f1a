package dev.rolloutserver.tokenizer;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The text of each of some ids. For one thread. */
final class TokenTexts {
  private static final char BROKEN = '\ufffd';

  /** What no decoder strips, so that what stands behind it is at the beginning of no text. */
  private static final String ANCHOR = "a";

  /** Ids that one character, and what stands before it, may be made of. */
  private static final int LONGEST = 8;

  private final Tokenizer tokenizer;
  private final int[] anchor;
  private final String anchorText;
  private final Map<Integer, String> known = new HashMap<>();

  TokenTexts(Tokenizer tokenizer) {
    this.tokenizer = tokenizer;
    this.anchor = tokenizer.encode(ANCHOR);
    this.anchorText = tokenizer.decode(anchor);
  }

  List<String> of(int[] ids) {
    List<String> texts = new ArrayList<>(ids.length);
    while (texts.size() < ids.length) {
      int at = texts.size();
      String text = known.computeIfAbsent(ids[at], id -> text(new int[] {id}));
      int length = 1;
      if (isBroken(text) && tokenizer.contains(ids[at])) {
        length = wholeCharacters(ids, at);
        text = length == 1 ? text : text(Arrays.copyOfRange(ids, at, at + length));
      }
      texts.add(text);
      for (int i = 1; i < length; i++) {
        texts.add("");
      }
    }
    return texts;
  }

  /** How many ids from here on end with a character; one where that cannot be told. */
  private int wholeCharacters(int[] ids, int from) {
    for (int length = 2; length <= Math.min(LONGEST, ids.length - from); length++) {
      int last = ids[from + length - 1];
      if (!tokenizer.contains(last)) {
        return 1;
      }
      if (!isBroken(text(Arrays.copyOfRange(ids, from, from + length)))) {
        return length;
      }
    }
    return 1;
  }

  private String text(int[] ids) {
    int[] behind = Arrays.copyOf(anchor, anchor.length + ids.length);
    System.arraycopy(ids, 0, behind, anchor.length, ids.length);
    String text = tokenizer.decode(behind);
    return text.startsWith(anchorText)
        ? text.substring(anchorText.length())
        : tokenizer.decode(ids);
  }

  private static boolean isBroken(String text) {
    return !text.isEmpty() && text.charAt(text.length() - 1) == BROKEN;
  }
}
