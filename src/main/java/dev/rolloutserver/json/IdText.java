package dev.rolloutserver.json;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Ids in the form in which JSON has them, so that those of a document are compared and kept as they
 * come, without a number made of each. Grows at its end; for one thread at a time.
 */
public final class IdText {
  private static final int FIRST_CAPACITY = 256;
  private static final int LONGEST_ID = 10;

  /** A separator stands behind each id. */
  private byte[] text = new byte[0];

  private int length;
  private int count;
  private boolean spaced;

  /** No ids. */
  public IdText() {
    this(false);
  }

  /** Whose ids are separated in Python's way, by a comma and a space. */
  IdText(boolean spaced) {
    this.spaced = spaced;
  }

  /** These ids, from 0 on. */
  public static IdText of(int... ids) {
    IdText text = new IdText();
    for (int id : ids) {
      if (id < 0) {
        throw new IllegalArgumentException("An id of " + id + ", but must be at least 0");
      }
      byte[] digits = Integer.toString(id).getBytes(StandardCharsets.ISO_8859_1);
      text.add(digits, 0, digits.length);
    }
    return text;
  }

  /** How many there are. */
  public int count() {
    return count;
  }

  /** The ids as numbers. */
  public int[] toArray() {
    int[] ids = new int[count];
    int index = 0;
    int id = 0;
    for (int i = 0; i < length; i++) {
      if (text[i] == ',') {
        ids[index++] = id;
        id = 0;
      } else if (text[i] != ' ') {
        id = 10 * id + (text[i] - '0');
      }
    }
    return ids;
  }

  /** The ids as a JSON array. */
  public byte[] json() {
    int end = length - (count == 0 ? 0 : separatorLength());
    byte[] array = new byte[end + 2];
    array[0] = '[';
    System.arraycopy(text, 0, array, 1, end);
    array[end + 1] = ']';
    return array;
  }

  /** Leaves out all but the first ones. */
  public void keepFirst(int kept) {
    if (kept < 0 || kept > count) {
      throw new IllegalArgumentException(kept + " ids of " + count + " cannot be kept");
    }
    if (kept < count) {
      int end = 0;
      for (int ids = 0; ids < kept; end++) {
        ids += text[end] == ',' ? 1 : 0;
      }
      length = kept > 0 && spaced ? end + 1 : end;
      count = kept;
    }
  }

  /** Adds these ids at the end. */
  public void append(IdText more) {
    if (count == 0) {
      spaced = more.spaced;
    }
    // spare room, since a context goes on to grow by little
    int longest = more.length + more.count;
    reserve(longest, (length + longest) / 4);
    if (spaced == more.spaced) {
      System.arraycopy(more.text, 0, text, length, more.length);
      length += more.length;
    } else {
      for (int i = 0; i < more.length; i++) {
        if (more.text[i] == ',') {
          endId();
        } else if (more.text[i] != ' ') {
          text[length++] = more.text[i];
        }
      }
    }
    count += more.count;
  }

  @Override
  public String toString() {
    return count + " ids";
  }

  boolean spaced() {
    return spaced;
  }

  /** Length of what stands between two ids. */
  int separatorLength() {
    return spaced ? 2 : 1;
  }

  /** Bytes of the text, the last of which is the end of a separator. */
  int length() {
    return length;
  }

  /** How many ids these first bytes of the text have. */
  int countUntil(int textEnd) {
    if (textEnd == length) {
      return count;
    }
    int ids = 0;
    for (int i = 0; i < textEnd; i++) {
      ids += text[i] == ',' ? 1 : 0;
    }
    return ids;
  }

  /** End in the text of the ids that agree, with their separators, with these bytes. */
  int agreeing(int textFrom, byte[] bytes, int from, int to) {
    int compared = Math.min(length - textFrom, to - from);
    int mismatch =
        Arrays.mismatch(text, textFrom, textFrom + compared, bytes, from, from + compared);
    int end = textFrom + (mismatch < 0 ? compared : mismatch);
    byte last = (byte) (spaced ? ' ' : ',');
    while (end > textFrom && text[end - 1] != last) {
      end--;
    }
    return end;
  }

  /** Adds the id that these digits are. */
  void add(byte[] digits, int from, int digitCount) {
    reserve(LONGEST_ID + 2);
    System.arraycopy(digits, from, text, length, digitCount);
    length += digitCount;
    endId();
    count++;
  }

  /**
   * Adds the ids that follow in these bytes, each with a separator like ours before it and a comma
   * behind it, as long as they are short and there is room to look at eight bytes at once.
   *
   * @return index behind the last one
   */
  int addFrom(byte[] bytes, int from, int to) {
    int separator = separatorLength();
    int last = to - separator - Long.BYTES;
    int next = from;
    while (next <= last && bytes[next] == ',' && (separator == 1 || bytes[next + 1] == ' ')) {
      int start = next + separator;
      // a loop over digits would wait for each and guess how many come
      int digits = Digits.among(bytes, start);
      if (digits == 0
          || digits == Long.BYTES
          || bytes[start + digits] != ','
          || (bytes[start] == '0' && digits > 1)) {
        break;
      }
      reserve(Long.BYTES + 1);
      Digits.copyEight(bytes, start, text, length);
      length += digits;
      endId();
      count++;
      next = start + digits;
    }
    return next;
  }

  private void endId() {
    text[length++] = ',';
    if (spaced) {
      text[length++] = ' ';
    }
  }

  /** For so many bytes more, and as many as there are then again. */
  private void reserve(int more) {
    reserve(more, length + more);
  }

  private void reserve(int more, int spare) {
    int needed = Math.addExact(length, more);
    if (needed > text.length) {
      long capacity = Math.max(FIRST_CAPACITY, (long) needed + spare);
      text = Arrays.copyOf(text, (int) Math.min(Integer.MAX_VALUE - 8L, capacity));
    }
  }
}
