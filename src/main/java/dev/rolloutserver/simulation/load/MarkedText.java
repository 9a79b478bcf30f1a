package dev.rolloutserver.simulation.load;

import java.util.ArrayList;
import java.util.List;

/** A text with slots: the same for all rollouts but for its numbers. */
record MarkedText(List<Part> parts) {
  MarkedText {
    parts = List.copyOf(parts);
  }

  /** A piece of a text. */
  sealed interface Part {}

  /** The same for all rollouts. */
  record Words(String text) implements Part {}

  /** A number. */
  record Blank(Slot slot) implements Part {}

  /** A text of words, given as strings, and numbers, given as slots. */
  static MarkedText of(Object... pieces) {
    List<Part> parts = new ArrayList<>();
    for (Object piece : pieces) {
      parts.add(piece instanceof Slot slot ? new Blank(slot) : new Words(piece.toString()));
    }
    return new MarkedText(parts);
  }

  /** This text and after it that one. */
  MarkedText then(MarkedText more) {
    List<Part> both = new ArrayList<>(parts);
    both.addAll(more.parts);
    return new MarkedText(both);
  }

  /** The text as this rollout has it. */
  String text(long rollout) {
    StringBuilder text = new StringBuilder();
    for (Part part : parts) {
      switch (part) {
        case Words words -> text.append(words.text());
        case Blank blank -> text.append(blank.slot().value(rollout));
      }
    }
    return text.toString();
  }

  /** Whether it is this text as that rollout has it. */
  boolean matches(String text, long rollout) {
    int at = 0;
    for (Part part : parts) {
      String piece =
          switch (part) {
            case Words words -> words.text();
            case Blank blank -> Integer.toString(blank.slot().value(rollout));
          };
      if (!text.startsWith(piece, at)) {
        return false;
      }
      at += piece.length();
    }
    return at == text.length();
  }
}
