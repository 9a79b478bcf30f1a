package dev.rolloutserver.json;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Numbers, one after the other in an array, as the document writes them. Those that JSON has no
 * form for are null. Grows at its end; for one thread at a time.
 */
public final class NumberText {
  private static final int FIRST_CAPACITY = 1024;
  private static final String NULL = "null";

  /** A comma stands behind each. */
  private byte[] text = new byte[0];

  private int length;
  private int count;

  /** How many there are. */
  public int count() {
    return count;
  }

  /** The numbers as a JSON array. */
  public byte[] json() {
    int end = Math.max(0, length - 1);
    byte[] array = new byte[end + 2];
    array[0] = '[';
    System.arraycopy(text, 0, array, 1, end);
    array[end + 1] = ']';
    return array;
  }

  /** Adds these numbers at the end. */
  public void append(NumberText more) {
    reserve(more.length);
    System.arraycopy(more.text, 0, text, length, more.length);
    length += more.length;
    count += more.count;
  }

  /** Adds a number. */
  public void add(double number) {
    append(Double.isFinite(number) ? Double.toString(number) : NULL);
  }

  @Override
  public String toString() {
    return count + " numbers";
  }

  /** Adds the number that these bytes are, in a form that JSON or Python has for it. */
  void add(byte[] bytes, int from, int digits) {
    byte last = bytes[from + digits - 1];
    if (last >= '0' && last <= '9') {
      append(bytes, from, digits);
    } else {
      // NaN or an infinity
      append(NULL);
    }
  }

  private void append(String number) {
    byte[] bytes = number.getBytes(StandardCharsets.ISO_8859_1);
    append(bytes, 0, bytes.length);
  }

  private void append(byte[] bytes, int from, int digits) {
    reserve(digits + 1);
    System.arraycopy(bytes, from, text, length, digits);
    length += digits;
    text[length++] = ',';
    count++;
  }

  private void reserve(int more) {
    int needed = Math.addExact(length, more);
    if (needed > text.length) {
      long capacity = Math.max(FIRST_CAPACITY, 2L * needed);
      text = Arrays.copyOf(text, (int) Math.min(Integer.MAX_VALUE - 8L, capacity));
    }
  }
}
