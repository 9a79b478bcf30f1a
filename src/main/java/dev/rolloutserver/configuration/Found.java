package dev.rolloutserver.configuration;

/**
 * The effective value of a setting.
 *
 * @param origin where it comes from, in words
 * @param chosen whether someone said it, so that it is no default
 */
record Found<T>(T value, String origin, boolean chosen) {
  /** Another value in its place, and why. */
  Found<T> replaced(T other, String why) {
    return new Found<>(other, origin + ", " + why, chosen);
  }
}
