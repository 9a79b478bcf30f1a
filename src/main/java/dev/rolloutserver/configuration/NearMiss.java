package dev.rolloutserver.configuration;

import static java.util.regex.Pattern.CASE_INSENSITIVE;

import java.util.Collection;
import java.util.Comparator;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Which known name was probably meant: the nearest by edit distance (Levenshtein), or the one whose
 * unit was left out.
 */
final class NearMiss {
  private static final int MAX_DISTANCE = 3;

  /** One mistake is allowed for so many characters: short words resemble each other by chance. */
  private static final int CHARACTERS_PER_MISTAKE = 4;

  private static final Pattern UNIT =
      Pattern.compile("[-_](seconds|bytes|size)$", CASE_INSENSITIVE);

  private NearMiss() {}

  static Optional<String> of(String word, Collection<String> known) {
    return known.stream()
        .filter(candidate -> distance(word, candidate) <= allowed(candidate))
        .min(Comparator.comparingInt(candidate -> distance(word, candidate)))
        .or(() -> known.stream().filter(name -> isWithoutUnit(word, name)).findFirst());
  }

  private static boolean isWithoutUnit(String word, String candidate) {
    return !word.equals(candidate) && word.equals(UNIT.matcher(candidate).replaceFirst(""));
  }

  private static int allowed(String candidate) {
    return Math.clamp(candidate.length() / CHARACTERS_PER_MISTAKE, 1, MAX_DISTANCE);
  }

  private static int distance(String a, String b) {
    int[] previous = new int[b.length() + 1];
    for (int j = 0; j <= b.length(); j++) {
      previous[j] = j;
    }
    for (int i = 1; i <= a.length(); i++) {
      int[] current = new int[b.length() + 1];
      current[0] = i;
      for (int j = 1; j <= b.length(); j++) {
        int replaced = previous[j - 1] + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
        current[j] = Math.min(replaced, 1 + Math.min(previous[j], current[j - 1]));
      }
      previous = current;
    }
    return previous[b.length()];
  }
}
