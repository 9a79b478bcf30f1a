package dev.rolloutserver.python;

/**
 * Asked before memory is taken for a text whose length the input decides, such as the width of a
 * field. It refuses by throwing a {@link PythonError}.
 */
@FunctionalInterface
public interface LengthBudget {
  /** Allows a text of this many code points, or throws. */
  void require(long codePoints);

  /** Refuses every single text longer than this. */
  static LengthBudget upTo(int max) {
    return codePoints -> {
      if (codePoints > max) {
        throw PythonError.limitError(
            "a text of " + codePoints + " characters is longer than " + max);
      }
    };
  }

  /** Refuses only what a Java string cannot hold. */
  static LengthBudget unlimited() {
    return upTo(Integer.MAX_VALUE / 4);
  }
}
