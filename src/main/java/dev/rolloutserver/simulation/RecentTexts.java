package dev.rolloutserver.simulation;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Function;

/**
 * The ids of short texts that came lately: rollouts of one script have most of theirs in common.
 */
final class RecentTexts {
  private final int maxTexts;
  private final int maxLength;
  private final Map<String, int[]> ids = new LinkedHashMap<>(16, 0.75f, true);

  /** Keeps this many texts, each of at most this many characters. */
  RecentTexts(int maxTexts, int maxLength) {
    this.maxTexts = maxTexts;
    this.maxLength = maxLength;
  }

  /** The ids of the text; they are shared and must not be changed. */
  int[] ids(String text, Function<String, int[]> tokenizer) {
    if (text.length() > maxLength) {
      return tokenizer.apply(text);
    }
    synchronized (ids) {
      int[] known = ids.get(text);
      if (known != null) {
        return known;
      }
    }
    // outside of the lock, since it takes long: two may do the same work
    int[] made = tokenizer.apply(text);
    synchronized (ids) {
      ids.put(text, made);
      if (ids.size() > maxTexts) {
        ids.remove(ids.keySet().iterator().next());
      }
    }
    return made;
  }
}
