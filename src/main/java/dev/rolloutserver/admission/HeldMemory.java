package dev.rolloutserver.admission;

/**
 * The memory of one request and its rollout, from the first byte of its body until it has been
 * answered. What is held are estimates of {@link dev.rolloutserver.json.HeapNeed}. For one thread
 * at a time.
 */
public interface HeldMemory extends AutoCloseable {
  /**
   * Takes memory for a body before it is there.
   *
   * @param bytes of the body so far, those told before included
   * @throws Refused if there is not so much, now or ever
   */
  void grow(long bytes);

  /**
   * Takes nothing, but says early that a body of so many bytes would find no room.
   *
   * @throws Refused if there is not so much, now or ever
   */
  void expect(long bytes);

  /**
   * Takes what the body needs once it is read.
   *
   * @throws Refused if there is not so much, now or ever
   */
  void read(byte[] body);

  /**
   * Takes so many bytes of memory more for a conversation that runs. There is some that no new
   * request can take.
   *
   * @throws NoRoom if there is not so much
   */
  void add(long bytes);

  /** Bytes of memory that are held. */
  long held();

  /** Gives back what is held beyond this. */
  void shrinkTo(long bytes);

  /** Gives all back; more than once does nothing. */
  @Override
  default void close() {
    shrinkTo(0);
  }
}
