package dev.rolloutserver.admission;

/** The memory of one request's body, from its first byte until the rollout has its permit. */
public interface HeldBody extends AutoCloseable {
  /**
   * Takes memory before it is used.
   *
   * @param bytes of the body so far, those told before included
   * @throws Refused if that is more than there may be
   */
  void grow(long bytes);

  /**
   * Takes nothing, but says early that so much would not be had.
   *
   * @throws Refused if it is more than there may be
   */
  void expect(long bytes);

  /** Gives the memory back; more than once does nothing. */
  @Override
  void close();
}
