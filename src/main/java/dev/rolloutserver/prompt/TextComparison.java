package dev.rolloutserver.prompt;

import java.util.Arrays;

/**
 * Compares what ids stand for, from shortly before their first difference on. Ids that do not exist
 * stand for nothing, and are like no text.
 */
final class TextComparison {
  /** Ids before the difference, since a character may be made of several. */
  private static final int LEAD = 8;

  private static final int AROUND = 6;
  private static final int MAX_CHARACTERS = 200;
  private static final char BROKEN = '\ufffd';

  /** Ids that are looked at; beyond them a text counts as the same. */
  private static final int WINDOW = 50_000;

  private final PromptFormat format;

  TextComparison(PromptFormat format) {
    this.format = format;
  }

  /** Whether the text of the whole begins with the text of the start. */
  boolean startsWith(int[] whole, int[] start) {
    int difference = firstDifference(whole, start);
    if (difference == start.length) {
      return true;
    }
    int from = Math.max(0, difference - LEAD);
    int[] wholeIds = window(whole, from);
    int[] startIds = window(start, from);
    if (!exist(wholeIds) || !exist(startIds)) {
      return false;
    }
    String wholeText = format.decode(wholeIds);
    // an answer that was cut may end within a character
    String startText = withoutBrokenEnd(format.decode(startIds));
    boolean cut = wholeIds.length == WINDOW && wholeText.length() < startText.length();
    return cut
        ? startText.startsWith(withoutBrokenEnd(wholeText))
        : wholeText.startsWith(startText);
  }

  /** Whether both stand for the same text. */
  boolean same(int[] some, int[] others) {
    return startsWith(some, others) && startsWith(others, some);
  }

  /** The text of a few ids around one. */
  String around(int[] ids, int index) {
    int from = Math.clamp((long) index - AROUND, 0, ids.length);
    int to = Math.clamp((long) index + AROUND, 0, ids.length);
    String text = format.decode(Arrays.copyOfRange(ids, from, to));
    return text.length() <= MAX_CHARACTERS
        ? text
        : text.substring(0, text.offsetByCodePoints(0, MAX_CHARACTERS / 2)) + "…";
  }

  /** Index of the first id that differs; the shorter length where one extends the other. */
  static int firstDifference(int[] some, int[] others) {
    int index = Arrays.mismatch(some, others);
    return index < 0 ? some.length : index;
  }

  private boolean exist(int[] ids) {
    return Arrays.stream(ids).allMatch(format::contains);
  }

  private static int[] window(int[] ids, int from) {
    return Arrays.copyOfRange(ids, from, (int) Math.min(ids.length, (long) from + WINDOW));
  }

  private static String withoutBrokenEnd(String text) {
    int end = text.length();
    while (end > 0 && text.charAt(end - 1) == BROKEN) {
      end--;
    }
    return text.substring(0, end);
  }
}
