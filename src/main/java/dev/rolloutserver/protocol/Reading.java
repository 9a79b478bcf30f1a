package dev.rolloutserver.protocol;

/**
 * What a value is when it is read as a certain type.
 *
 * @param <T> the type
 */
sealed interface Reading<T> {
  /** It can be read so. */
  record Of<T>(T value) implements Reading<T> {}

  /** It cannot, and why. */
  record Not<T>(Mistake mistake) implements Reading<T> {}
}
