package dev.rolloutserver.prompt;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

/**
 * What is known about prompts of a format that have another length at the trainer, by difference:
 * thousands of rollouts ask, a few render. Safe for use by many threads.
 */
final class LengthAdvice {
  private static final int MAX_DIFFERENCES = 16;

  private final Map<Integer, String> settings = new ConcurrentHashMap<>();

  /** The setting that explains a difference, looked for once for each of a few differences. */
  String setting(int difference, Supplier<String> search) {
    if (settings.size() >= MAX_DIFFERENCES) {
      return settings.getOrDefault(difference, LengthDifference.NOT_TRIED);
    }
    // whoever comes while it is looked for waits
    return settings.computeIfAbsent(difference, _ -> search.get());
  }
}
