package dev.rolloutserver.tokenizer.bpe;

import java.util.List;
import java.util.stream.Stream;

/** A part of a regular expression of a pre-tokenizer. */
sealed interface Expression {
  /** No upper bound of a {@link Repeated}. */
  int UNBOUNDED = Integer.MAX_VALUE;

  /** The sets of code points that it asks for. */
  Stream<CodePoints> sets();

  /** Whether it may match nothing. */
  boolean mayBeEmpty();

  /** What it may begin with, where it is not empty. */
  CodePoints first();

  /**
   * Code points of a set, as many as there are.
   *
   * @param possessive whether none is given back
   */
  record Repeated(CodePoints set, int min, int max, boolean possessive) implements Expression {
    static Repeated once(CodePoints set) {
      return new Repeated(set, 1, 1, false);
    }

    @Override
    public Stream<CodePoints> sets() {
      return Stream.of(set);
    }

    @Override
    public boolean mayBeEmpty() {
      return min == 0;
    }

    @Override
    public CodePoints first() {
      return set;
    }
  }

  /**
   * A condition on the next code point, which stays where it is; it holds at the end if negated.
   */
  record Ahead(CodePoints set, boolean negated) implements Expression {
    @Override
    public Stream<CodePoints> sets() {
      return Stream.of(set);
    }

    @Override
    public boolean mayBeEmpty() {
      return true;
    }

    @Override
    public CodePoints first() {
      return CodePoints.none();
    }
  }

  /** One after the other. */
  record Sequence(List<Expression> parts) implements Expression {
    public Sequence {
      parts = List.copyOf(parts);
    }

    @Override
    public Stream<CodePoints> sets() {
      return parts.stream().flatMap(Expression::sets);
    }

    @Override
    public boolean mayBeEmpty() {
      return parts.stream().allMatch(Expression::mayBeEmpty);
    }

    @Override
    public CodePoints first() {
      CodePoints first = CodePoints.none();
      for (Expression part : parts) {
        first = first.union(part.first());
        if (!part.mayBeEmpty()) {
          break;
        }
      }
      return first;
    }
  }

  /**
   * The first of several that matches.
   *
   * @param optional whether nothing is the last of them
   * @param possessive whether no other is tried afterwards
   */
  record Choice(List<Sequence> alternatives, boolean optional, boolean possessive)
      implements Expression {
    public Choice {
      alternatives = List.copyOf(alternatives);
    }

    @Override
    public Stream<CodePoints> sets() {
      return alternatives.stream().flatMap(Expression::sets);
    }

    @Override
    public boolean mayBeEmpty() {
      return optional || alternatives.stream().anyMatch(Expression::mayBeEmpty);
    }

    @Override
    public CodePoints first() {
      return alternatives.stream()
          .map(Expression::first)
          .reduce(CodePoints.none(), CodePoints::union);
    }
  }
}
