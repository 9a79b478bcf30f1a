package dev.rolloutserver.simulation.load;

import dev.rolloutserver.simulation.load.MarkedText.Part;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.IntFunction;

/**
 * Sentences of common words, each with a number, about twenty tokens long: what a server remembers
 * of one text is of little use for that of another rollout. The same in every process.
 */
final class Prose {
  private static final int WORDS = 11;

  private static final List<String> COMMON =
      List.of(
          ("the and is with on that of no it by for are what one its to as has call or say then"
                  + " first only not result numbers them so can end runs does make number after"
                  + " from over every line before two value text answer how connection loop you"
                  + " request error add wrong may when each list once nothing never message needs"
                  + " there sent second must found which without know method tools use takes key"
                  + " names values follow out all thing than more but other into new ends words"
                  + " final turn thread mask table times their same map none file come long real"
                  + " stand client should order look about above left three build tell shared")
              .split(" "));

  private final Random random;

  /** Sentences that follow from this seed. */
  Prose(long seed) {
    this.random = new Random(seed);
  }

  /**
   * The next sentences.
   *
   * @param slots what number the nth of them has, from 0
   */
  MarkedText sentences(int count, IntFunction<Slot> slots) {
    List<Part> parts = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      parts.addAll(
          MarkedText.of(i == 0 ? "The " : " The ", slots.apply(i), " " + words() + ".").parts());
    }
    return new MarkedText(parts);
  }

  private String words() {
    List<String> words = new ArrayList<>();
    for (int i = 0; i < WORDS; i++) {
      words.add(COMMON.get(random.nextInt(COMMON.size())));
    }
    return String.join(" ", words);
  }
}
