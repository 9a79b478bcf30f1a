package dev.rolloutserver.prompt;

import dev.rolloutserver.json.KnownIds;
import java.util.Arrays;

/** The ids of a context that mostly grows at its end. */
final class ContextIds {
  private int[] ids = new int[0];
  private int length;

  int length() {
    return length;
  }

  /** Index of the first id that differs; the shorter length where one extends the other. */
  int firstDifference(int[] others) {
    int index = Arrays.mismatch(ids, 0, length, others, 0, others.length);
    return index < 0 ? length : index;
  }

  /** Becomes the prompt, with which it agrees up to an index, and the answer to it. */
  void become(int[] prompt, int agreeing, int[] answer) {
    int newLength = Math.addExact(prompt.length, answer.length);
    if (newLength > ids.length) {
      ids = Arrays.copyOf(ids, (int) Math.min(Integer.MAX_VALUE - 8L, newLength * 5L / 4));
    }
    System.arraycopy(prompt, agreeing, ids, agreeing, prompt.length - agreeing);
    System.arraycopy(answer, 0, ids, prompt.length, answer.length);
    length = newLength;
  }

  /** The ids as they are, until they become others. */
  KnownIds known() {
    return new KnownIds(ids, length);
  }

  int[] toArray() {
    return Arrays.copyOf(ids, length);
  }
}
