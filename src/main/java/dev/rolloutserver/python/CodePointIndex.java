package dev.rolloutserver.python;

/**
 * Where the code points of one text begin, so that each is found without counting from its start.
 */
public final class CodePointIndex {
  private static final int STRIDE = 64;

  private final String text;
  private final int length;
  private final int[] offsets;

  /** Goes through the text once. */
  public CodePointIndex(String text) {
    this.text = text;
    this.length = CodePoints.length(text);
    this.offsets = length == text.length() ? new int[0] : everyStride(text, length);
  }

  private static int[] everyStride(String text, int length) {
    int[] offsets = new int[length / STRIDE + 1];
    for (int i = 1; i < offsets.length; i++) {
      offsets[i] = text.offsetByCodePoints(offsets[i - 1], STRIDE);
    }
    return offsets;
  }

  /** Whether it is about this very text. */
  @SuppressWarnings("ReferenceEquality")
  public boolean isOf(String other) {
    return text == other;
  }

  /** How many code points there are. */
  public int length() {
    return length;
  }

  /** From code point {@code start} up to {@code end}, both within bounds. */
  public String substring(int start, int end) {
    return text.substring(offset(start), offset(end));
  }

  /** The slice the indices describe; they must have been made for this text's length. */
  public String slice(SliceIndices indices) {
    if (indices.step() == 1) {
      return substring(indices.start(), indices.start() + indices.count());
    }
    StringBuilder result = new StringBuilder(indices.count());
    if (offsets.length > 0 && indices.count() > length / STRIDE) {
      int[] points = text.codePoints().toArray();
      for (int i = 0; i < indices.count(); i++) {
        result.appendCodePoint(points[indices.index(i)]);
      }
      return result.toString();
    }
    for (int i = 0; i < indices.count(); i++) {
      result.appendCodePoint(text.codePointAt(offset(indices.index(i))));
    }
    return result.toString();
  }

  private int offset(int index) {
    return offsets.length == 0
        ? index
        : text.offsetByCodePoints(offsets[index / STRIDE], index % STRIDE);
  }
}
