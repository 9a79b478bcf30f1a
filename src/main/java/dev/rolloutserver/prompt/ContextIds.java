package dev.rolloutserver.prompt;

import dev.rolloutserver.json.IdRun;
import dev.rolloutserver.json.IdText;

/** The ids of a context that mostly grows at its end. */
final class ContextIds {
  private final IdText ids = new IdText();

  int length() {
    return ids.count();
  }

  /** Index of the first id that differs; the shorter length where one extends the other. */
  int firstDifference(IdRun prompt) {
    if (prompt.known() == ids.count()) {
      return ids.count();
    }
    // as text they differ earlier, yet the ids may be the same
    return TextComparison.firstDifference(ids.toArray(), prompt.toArray(ids));
  }

  /** Becomes the prompt, which was read beside this context, and the answer to it. */
  void become(IdRun prompt, IdText answer) {
    ids.keepFirst(prompt.known());
    ids.append(prompt.others());
    ids.append(answer);
  }

  /** The ids as they are, until they become others. */
  IdText known() {
    return ids;
  }

  int[] toArray() {
    return ids.toArray();
  }
}
