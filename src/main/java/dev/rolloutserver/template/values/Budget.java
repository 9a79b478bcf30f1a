package dev.rolloutserver.template.values;

/**
 * What one rendering may still use; charged before memory is taken or time is spent. For one
 * thread.
 */
public final class Budget {
  /** What an element of a collection needs, in characters of a text. */
  private static final int CHARACTERS_PER_ELEMENT = 32;

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
