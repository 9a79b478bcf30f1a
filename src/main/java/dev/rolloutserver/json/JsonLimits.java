package dev.rolloutserver.json;

/**
 * What a JSON document may cost at most.
 *
 * @param maxBytes length of the document in UTF-8
 * @param maxDepth how deep arrays and objects may nest; {@code []} has depth 1
 * @param maxDigits digits of one number; Python's limit for integers is 4,300
 * @param maxStringLength length of one string or member name in UTF-16 units
 */
public record JsonLimits(int maxBytes, int maxDepth, int maxDigits, int maxStringLength) {
  /** 64 MiB, and strings as long as that; 500 deep; 4,300 digits. */
  public static final JsonLimits DEFAULT = new JsonLimits(1 << 26, 500, 4300, 1 << 26);

  public JsonLimits {
    atLeastOne("maxBytes", maxBytes);
    atLeastOne("maxDepth", maxDepth);
    atLeastOne("maxDigits", maxDigits);
    atLeastOne("maxStringLength", maxStringLength);
    if (maxBytes == Integer.MAX_VALUE) {
      // one byte more is read to see that there is more
      throw new IllegalArgumentException("maxBytes must be below " + Integer.MAX_VALUE);
    }
  }

  private static void atLeastOne(String name, int value) {
    if (value < 1) {
      throw new IllegalArgumentException(name + " is " + value + ", but must be at least 1");
    }
  }
}
