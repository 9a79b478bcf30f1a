package dev.rolloutserver.prompt;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;

/**
 * What is known about prompts of a format that have another length at the trainer, by difference:
 * thousands of rollouts ask, a few render. Only what explains a difference is remembered; another
 * trainer may have the same one for another reason. Safe for use by many threads.
 */
final class LengthAdvice {
  private static final int MAX_DIFFERENCES = 16;
  private static final int MAX_SEARCHES_IN_VAIN = 16;

  private final Map<Integer, String> settings = new ConcurrentHashMap<>();
  private final ReentrantLock searching = new ReentrantLock();
  private int inVain;

  /** The setting that explains a difference, looked for as long as there is hope to find one. */
  String setting(int difference, Supplier<String> search) {
    String known = settings.get(difference);
    if (known != null) {
      return known;
    }
    // whoever comes while it is looked for waits
    searching.lock();
    try {
      return found(difference, search);
    } finally {
      searching.unlock();
    }
  }

  private String found(int difference, Supplier<String> search) {
    String known = settings.get(difference);
    if (known != null) {
      return known;
    }
    if (inVain >= MAX_SEARCHES_IN_VAIN || settings.size() >= MAX_DIFFERENCES) {
      return LengthDifference.NOT_TRIED;
    }
    String setting = search.get();
    if (setting.equals(LengthDifference.NO_SETTING)) {
      inVain++;
    } else {
      settings.put(difference, setting);
    }
    return setting;
  }
}
