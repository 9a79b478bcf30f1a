package dev.rolloutserver.tokenizer.bpe;

import dev.rolloutserver.tokenizer.bpe.Expression.Ahead;
import dev.rolloutserver.tokenizer.bpe.Expression.Choice;
import dev.rolloutserver.tokenizer.bpe.Expression.Repeated;
import dev.rolloutserver.tokenizer.bpe.Expression.Sequence;
import java.util.ArrayList;
import java.util.List;

/**
 * A step of a match, which knows the next: a backtracking matcher over classes of characters. There
 * are as many steps below each other as the pattern has parts, however long the text is.
 */
abstract sealed class Step {
  static final int FAILED = -1;

  private static final Step DONE = new Done();

  /**
   * Matches from here on, all following steps included.
   *
   * @param classes of the text, one more than there are characters
   * @param to where the text ends
   * @return where the match ends, or {@link #FAILED}
   */
  abstract int match(byte[] classes, int at, int to);

  /** The steps of an expression, from its first. */
  static Step of(Expression expression, Alphabet alphabet) {
    return of(expression, alphabet, DONE);
  }

  private static Step of(Expression expression, Alphabet alphabet, Step next) {
    return switch (expression) {
      case Repeated repeated -> repeated(repeated, alphabet.bits(repeated.set()), next);
      case Ahead ahead -> new Condition(alphabet.bits(ahead.set()), ahead.negated(), next);
      case Sequence sequence -> {
        Step first = next;
        for (Expression part : sequence.parts().reversed()) {
          first = of(part, alphabet, first);
        }
        yield first;
      }
      case Choice choice -> {
        if (choice.possessive()) {
          Step all = branch(choice, alphabet, DONE);
          yield new Whole(all, next);
        }
        yield branch(choice, alphabet, next);
      }
    };
  }

  private static Step branch(Choice choice, Alphabet alphabet, Step next) {
    List<Step> ways =
        new ArrayList<>(
            choice.alternatives().stream().map(way -> of(way, alphabet, next)).toList());
    if (choice.optional()) {
      ways.add(next);
    }
    return ways.size() == 1 ? ways.getFirst() : new Branch(ways.toArray(Step[]::new));
  }

  private static Step repeated(Repeated repeated, long bits, Step next) {
    if (repeated.max() == 1) {
      if (repeated.min() == 1) {
        return new One(bits, next);
      }
      if (!repeated.possessive()) {
        return new Branch(new Step[] {new One(bits, next), next});
      }
    }
    return repeated.possessive() || next == DONE
        ? new Run(bits, repeated.min(), repeated.max(), next)
        : new Backtracking(bits, repeated.min(), repeated.max(), next);
  }

  private static final class Done extends Step {
    @Override
    int match(byte[] classes, int at, int to) {
      return at;
    }
  }

  private static final class One extends Step {
    private final long bits;
    private final Step next;

    One(long bits, Step next) {
      this.bits = bits;
      this.next = next;
    }

    @Override
    int match(byte[] classes, int at, int to) {
      if (at == to || (bits >>> classes[at] & 1) == 0) {
        return FAILED;
      }
      return next.match(classes, classes[at + 1] == Alphabet.SECOND_HALF ? at + 2 : at + 1, to);
    }
  }

  /** As many as there are, none given back. */
  private static final class Run extends Step {
    private final long bits;
    private final int min;
    private final int max;
    private final Step next;

    Run(long bits, int min, int max, Step next) {
      this.bits = bits;
      this.min = min;
      this.max = max;
      this.next = next;
    }

    @Override
    int match(byte[] classes, int at, int to) {
      int end = at;
      int count = 0;
      while (count < max && end < to && (bits >>> classes[end] & 1) != 0) {
        end += classes[end + 1] == Alphabet.SECOND_HALF ? 2 : 1;
        count++;
      }
      return count < min ? FAILED : next.match(classes, end, to);
    }
  }

  /** As many as there are, given back one by one until the rest matches. */
  private static final class Backtracking extends Step {
    private final long bits;
    private final int min;
    private final int max;
    private final Step next;

    Backtracking(long bits, int min, int max, Step next) {
      this.bits = bits;
      this.min = min;
      this.max = max;
      this.next = next;
    }

    @Override
    int match(byte[] classes, int at, int to) {
      int end = at;
      int count = 0;
      while (count < max && end < to && (bits >>> classes[end] & 1) != 0) {
        end += classes[end + 1] == Alphabet.SECOND_HALF ? 2 : 1;
        count++;
      }
      while (count >= min) {
        int found = next.match(classes, end, to);
        if (found != FAILED || count == 0) {
          return found;
        }
        end -= classes[end - 1] == Alphabet.SECOND_HALF ? 2 : 1;
        count--;
      }
      return FAILED;
    }
  }

  private static final class Condition extends Step {
    private final long bits;
    private final boolean negated;
    private final Step next;

    Condition(long bits, boolean negated, Step next) {
      this.bits = bits;
      this.negated = negated;
      this.next = next;
    }

    @Override
    int match(byte[] classes, int at, int to) {
      boolean there = at < to && (bits >>> classes[at] & 1) != 0;
      return there == negated ? FAILED : next.match(classes, at, to);
    }
  }

  private static final class Branch extends Step {
    private final Step[] ways;

    Branch(Step[] ways) {
      this.ways = ways;
    }

    @Override
    int match(byte[] classes, int at, int to) {
      for (Step way : ways) {
        int found = way.match(classes, at, to);
        if (found != FAILED) {
          return found;
        }
      }
      return FAILED;
    }
  }

  /** A choice that is made once. */
  private static final class Whole extends Step {
    private final Step choice;
    private final Step next;

    Whole(Step choice, Step next) {
      this.choice = choice;
      this.next = next;
    }

    @Override
    int match(byte[] classes, int at, int to) {
      int found = choice.match(classes, at, to);
      return found == FAILED ? FAILED : next.match(classes, found, to);
    }
  }
}
