package dev.rolloutserver.template.values;

import java.math.BigInteger;
import org.jspecify.annotations.Nullable;

/**
 * What one rendering may still use; charged before memory is taken or time is spent. For one
 * thread.
 */
public final class Budget {
  /** What an element of a collection needs, in characters of a text. */
  private static final int CHARACTERS_PER_ELEMENT = 32;

  private static final int CHARACTERS_PER_STEP = 32;
  private static final int CHARACTERS_PER_STEP_OF_REWRITING = 4;
  private static final int DIGITS_PER_WORD = 9;
  private static final int CHARACTERS_PER_WORD = 4;
  private static final int STEPS_PER_CALCULATION = 8;
  private static final int PAIRS_OF_WORDS_PER_STEP = 64;

  private final long maxSteps;
  private final long maxCharacters;
  private final int maxNesting;
  private long steps;
  private long characters;
  private int nesting;

  /**
   * A full budget.
   *
   * @param maxSteps steps of evaluation
   * @param maxCharacters characters of the values made, in all; elements count as several
   * @param maxNesting calls and nested values that are open at once
   */
  public Budget(long maxSteps, long maxCharacters, int maxNesting) {
    this.maxSteps = maxSteps;
    this.maxCharacters = maxCharacters;
    this.maxNesting = maxNesting;
    this.steps = maxSteps;
    this.characters = maxCharacters;
  }

  /** Takes steps of evaluation. */
  public void step(long count) {
    steps -= count;
    if (steps < 0) {
      throw new LimitReached("more than " + maxSteps + " steps of evaluation");
    }
  }

  /** Takes the steps of going through a text, or of printing a large integer. */
  public void read(@Nullable Object value) {
    if (value instanceof String text) {
      step(text.length() / CHARACTERS_PER_STEP);
    } else if (value instanceof Markup markup) {
      step(markup.text().length() / CHARACTERS_PER_STEP);
    } else if (value instanceof Bytes bytes) {
      step(bytes.bytes().length / CHARACTERS_PER_STEP);
    } else if (value instanceof BigInteger number) {
      calculate(number, number);
    }
  }

  /** Takes the steps of looking at each character of a text and what it is. */
  public void rewrite(long count) {
    step(count / CHARACTERS_PER_STEP_OF_REWRITING);
  }

  /** Takes the steps of multiplying or dividing two values, which are many if both are large. */
  public void calculate(@Nullable Object a, @Nullable Object b) {
    if (a instanceof BigInteger || b instanceof BigInteger) {
      step(STEPS_PER_CALCULATION + words(a) * words(b) / PAIRS_OF_WORDS_PER_STEP);
    }
  }

  /** Takes what an integer needs that has been made: its length is known only then. */
  public void made(@Nullable Object value) {
    if (value instanceof BigInteger number) {
      allocate(words(number), CHARACTERS_PER_WORD);
      calculate(number, number);
    }
  }

  /** Takes the steps of reading an integer of so many digits. */
  public void parse(int digits) {
    long words = digits / DIGITS_PER_WORD;
    step(words * words / PAIRS_OF_WORDS_PER_STEP);
  }

  private static long words(@Nullable Object value) {
    return value instanceof BigInteger number ? 1 + number.bitLength() / Integer.SIZE : 2;
  }

  /** Takes characters of a text that is about to be made. */
  public void allocate(long count) {
    characters -= count;
    if (characters < 0) {
      throw new LimitReached("more than " + maxCharacters + " characters of values");
    }
  }

  /** Takes elements of a collection that is about to be made, or grown. */
  public void allocateElements(long count) {
    allocate(count, CHARACTERS_PER_ELEMENT);
  }

  /** Takes elements, so many times. */
  public void allocateElements(long count, long times) {
    if (count > 0 && times > characters / CHARACTERS_PER_ELEMENT / count) {
      throw new LimitReached("more than " + maxCharacters + " characters of values");
    }
    allocateElements(Math.multiplyExact(count, Math.max(0, times)));
  }

  /** Refuses a text of this many characters if it could not be afforded. */
  public void require(long count) {
    if (count > characters) {
      throw new LimitReached("more than " + maxCharacters + " characters of values");
    }
  }

  /** Takes the product of two counts, whatever its size. */
  public void allocate(long count, long times) {
    if (count > 0 && times > characters / count) {
      throw new LimitReached("more than " + maxCharacters + " characters of values");
    }
    allocate(Math.multiplyExact(count, Math.max(0, times)));
  }

  /** Goes one level deeper; each call needs a {@link #leave()} unless the rendering fails. */
  public void enter() {
    enter(1);
  }

  /** Goes some levels deeper. */
  public void enter(int levels) {
    nesting += levels;
    if (nesting > maxNesting) {
      throw new LimitReached("nested more than " + maxNesting + " levels deep");
    }
  }

  /** Comes back from one level. */
  public void leave() {
    leave(1);
  }

  /** Comes back from some levels. */
  public void leave(int levels) {
    nesting -= levels;
  }
}
