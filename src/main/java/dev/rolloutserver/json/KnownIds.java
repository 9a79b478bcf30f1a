package dev.rolloutserver.json;

/**
 * Ids that an array probably begins with: what agrees with them is read in half the time.
 *
 * @param ids not to be changed while a document is read
 * @param length how many of them count, from the first one on
 */
@SuppressWarnings("ArrayRecordComponent") // ids by the hundred thousand, never compared as a record
public record KnownIds(int[] ids, int length) {
  public KnownIds {
    if (length < 0 || length > ids.length) {
      throw new IllegalArgumentException(
          "A length of " + length + ", but must be from 0 to " + ids.length);
    }
  }

  /** Nothing is known. */
  public static KnownIds none() {
    return new KnownIds(new int[0], 0);
  }

  @Override
  public String toString() {
    return length + " known ids";
  }
}
