package dev.rolloutserver.simulation.load;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The ids of a text with slots: the same for all rollouts but for those of its numbers. */
record MarkedIds(List<Part> parts) {
  static final Pattern SIX_DIGITS = Pattern.compile("(?<!\\d)\\d{6}(?!\\d)");

  MarkedIds {
    parts = List.copyOf(parts);
  }

  /** Neighbouring ids. */
  sealed interface Part {}

  /** The same for all rollouts. */
  @SuppressWarnings("ArrayRecordComponent") // ids that are only read, never compared
  record Fixed(int[] ids) implements Part {}

  /** Those of a number. */
  record Blank(Slot slot) implements Part {}

  /**
   * Finds the numbers of a text among its ids.
   *
   * @param slots which slot a number of the text belongs to
   * @throws LoadException if the ids of one are not there
   */
  static MarkedIds of(int[] ids, String text, Slots slots, NumberIds numbers) {
    List<Part> parts = new ArrayList<>();
    int from = 0;
    Matcher digits = SIX_DIGITS.matcher(text);
    while (digits.find()) {
      int number = Integer.parseInt(digits.group());
      Slot slot = slots.of(number);
      if (slot != null) {
        int at = indexOf(numbers.of(number), ids, from);
        if (at < 0) {
          throw new LoadException("has other tokens for " + number + " in a text than by itself");
        }
        parts.add(new Fixed(Arrays.copyOfRange(ids, from, at)));
        parts.add(new Blank(slot));
        from = at + numbers.length();
      }
    }
    parts.add(new Fixed(Arrays.copyOfRange(ids, from, ids.length)));
    return new MarkedIds(parts);
  }

  /** The slots that hold numbers. */
  @FunctionalInterface
  interface Slots {
    /** The slot of this number; null where it is in none. */
    @Nullable Slot of(int number);
  }

  /** The ids as this rollout has them. */
  int[] ids(long rollout, NumberIds numbers) {
    int[] ids = new int[length(numbers)];
    int at = 0;
    for (Part part : parts) {
      int[] piece =
          switch (part) {
            case Fixed fixed -> fixed.ids();
            case Blank blank -> numbers.of(blank.slot().value(rollout));
          };
      System.arraycopy(piece, 0, ids, at, piece.length);
      at += piece.length;
    }
    return ids;
  }

  /** How many there are. */
  int length(NumberIds numbers) {
    int length = 0;
    for (Part part : parts) {
      length +=
          switch (part) {
            case Fixed fixed -> fixed.ids().length;
            case Blank _ -> numbers.length();
          };
    }
    return length;
  }

  private static int indexOf(int[] wanted, int[] ids, int from) {
    for (int at = from; at + wanted.length <= ids.length; at++) {
      if (Arrays.equals(wanted, 0, wanted.length, ids, at, at + wanted.length)) {
        return at;
      }
    }
    return -1;
  }
}
