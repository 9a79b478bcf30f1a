package dev.rolloutserver.json;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Reads an array of numbers from bytes that begin with it. Whatever is no such array, or could meet
 * a limit, is left to the parser.
 */
final class NumberScan {
  private static final VarHandle EIGHT_BYTES =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
  private static final long ZEROS = 0x3030303030303030L;
  private static final int FIRST_CAPACITY = 256;
  private static final int LONGEST_ID = 10;

  private final byte[] bytes;
  private final int maxDigits;
  private int at;

  /** The array begins at this index. */
  NumberScan(byte[] bytes, int start, int maxDigits) {
    this.bytes = bytes;
    this.maxDigits = maxDigits;
    this.at = start;
  }

  /** Index behind what was read. */
  int end() {
    return at;
  }

  /**
   * The integers of the array; null if an element is anything else than an int from 0 on.
   *
   * @param known with which it probably begins
   */
  int @Nullable [] ids(KnownIds known) {
    if (maxDigits < LONGEST_ID || !skip('[')) {
      return null;
    }
    if (skip(']')) {
      return new int[0];
    }
    int agreeing = skipKnown(known);
    int[] ids = new int[FIRST_CAPACITY];
    int count = 0;
    int next = at;
    // eight characters at once, where they are digits and a comma: a loop over digits would wait
    // for each and guess how many come
    while (true) {
      if (count == ids.length) {
        ids = Arrays.copyOf(ids, 2 * count);
      }
      long digits = next + Long.BYTES <= bytes.length ? digits(next) : 0;
      int length = Long.numberOfTrailingZeros(others(digits)) >>> 3;
      if (length > 0
          && length < Long.BYTES
          && bytes[next + length] == ','
          && (length == 1 || (digits & 0xff) != 0)) {
        ids[count++] = value(digits << ((Long.BYTES - length) * Byte.SIZE));
        next += length + 1;
        if (next < bytes.length && bytes[next] == ' ') {
          next++;
        }
      } else {
        at = next;
        long id = id();
        if (id > Integer.MAX_VALUE) {
          return null;
        }
        ids[count++] = (int) id;
        if (!skip(',')) {
          return skip(']') ? joined(known, agreeing, ids, count) : null;
        }
        next = at;
      }
    }
  }

  /** Goes to the first element that is not the known one, and returns how many were. */
  private int skipKnown(KnownIds known) {
    skipBlanks();
    // Python's separator, or the shortest
    return character(digitsEnd(at) + 1) == ' '
        ? skipKnown(known.ids(), known.length(), ',' | ' ' << 8, 2)
        : skipKnown(known.ids(), known.length(), ',', 1);
  }

  /**
   * As the other, with this separator behind each. Where an id begins follows from those before it,
   * not from the bytes: unlike the loop over unknown ids, this one need not wait for them.
   */
  private int skipKnown(int[] ids, int length, int separator, int separatorLength) {
    // in local variables, which the compiler knows to stay
    byte[] document = bytes;
    long[] lengths = lengths();
    long mask = (1L << (separatorLength * Byte.SIZE)) - 1;
    int last = document.length - Long.BYTES;
    int next = at;
    int count = 0;
    while (count < length && next <= last) {
      int id = ids[count];
      int decimals = (int) ((id + lengths[Integer.numberOfLeadingZeros(id | 1)]) >>> Integer.SIZE);
      int bits = decimals * Byte.SIZE;
      long text = (long) EIGHT_BYTES.get(document, next);
      long digits = (text ^ ZEROS) << -bits;
      // an id that has no room in eight bytes beside its separator never agrees
      if (others(digits) != 0 || value(digits) != id || (text >>> bits & mask) != separator) {
        break;
      }
      next += decimals + separatorLength;
      count++;
    }
    at = next;
    return count;
  }

  /**
   * By leading zeros, what must be added to an integer to have its decimal length above 32 bits.
   */
  private static long[] lengths() {
    long[] lengths = new long[Integer.SIZE];
    int length = 1;
    long power = 10;
    for (int bits = 1; bits <= Integer.SIZE; bits++) {
      lengths[Integer.SIZE - bits] = ((length + 1L) << Integer.SIZE) - power;
      if (1L << bits >= power) {
        length++;
        power *= 10;
      }
    }
    return lengths;
  }

  private static int[] joined(KnownIds known, int agreeing, int[] ids, int count) {
    int[] all = new int[agreeing + count];
    System.arraycopy(known.ids(), 0, all, 0, agreeing);
    System.arraycopy(ids, 0, all, agreeing, count);
    return all;
  }

  /** How many numbers the array has; -1 if an element is anything else. */
  int count() {
    if (!skip('[')) {
      return -1;
    }
    if (skip(']')) {
      return 0;
    }
    int count = 0;
    do {
      skipBlanks();
      int start = at;
      at = numberEnd(start);
      if (at == start || at - start > maxDigits) {
        return -1;
      }
      count++;
    } while (skip(','));
    return skip(']') ? count : -1;
  }

  /** The integer without a sign that comes next; {@link Long#MAX_VALUE} if there is none. */
  private long id() {
    skipBlanks();
    int start = at;
    at = digitsEnd(start);
    int length = at - start;
    if (length == 0 || length > LONGEST_ID || (length > 1 && bytes[start] == '0')) {
      return Long.MAX_VALUE;
    }
    long id = 0;
    for (int i = start; i < at; i++) {
      id = 10 * id + (bytes[i] - '0');
    }
    return id;
  }

  /** Index behind the number that begins here, this one if there is none. */
  private int numberEnd(int start) {
    int first = character(start) == '-' ? start + 1 : start;
    int end = digitsEnd(first);
    if (end == first || (bytes[first] == '0' && end > first + 1)) {
      return start;
    }
    if (character(end) == '.') {
      int fraction = end + 1;
      end = digitsEnd(fraction);
      if (end == fraction) {
        return start;
      }
    }
    if (character(end) == 'e' || character(end) == 'E') {
      int exponent = character(end + 1) == '+' || character(end + 1) == '-' ? end + 2 : end + 1;
      end = digitsEnd(exponent);
      if (end == exponent) {
        return start;
      }
    }
    return end;
  }

  private int digitsEnd(int start) {
    int end = start;
    while (end + Long.BYTES <= bytes.length) {
      long others = others(digits(end));
      end += Long.numberOfTrailingZeros(others) >>> 3;
      if (others != 0) {
        return end;
      }
    }
    while (character(end) >= '0' && character(end) <= '9') {
      end++;
    }
    return end;
  }

  /** The digits of eight characters from here on, the first one in the lowest byte. */
  private long digits(int start) {
    return (long) EIGHT_BYTES.get(bytes, start) ^ ZEROS;
  }

  /** The highest bit of each byte that is no digit, though not for sure behind the first one. */
  private static long others(long digits) {
    return ((digits + 0x7676767676767676L) | digits) & 0x8080808080808080L;
  }

  /** The number that eight digits make. */
  private static int value(long digits) {
    long pairs = ((digits * (1 + (10 << 8))) >>> 8) & 0x00ff00ff00ff00ffL;
    long fours = ((pairs * (1 + (100 << 16))) >>> 16) & 0x0000ffff0000ffffL;
    return (int) ((fours * (1 + (10_000L << 32))) >>> 32);
  }

  /** NUL, which is part of no number, behind the end. */
  private byte character(int index) {
    return index < bytes.length ? bytes[index] : 0;
  }

  /** Skips this character if it comes next, perhaps behind blanks. */
  private boolean skip(char character) {
    skipBlanks();
    boolean here = character(at) == character;
    at += here ? 1 : 0;
    return here;
  }

  private void skipBlanks() {
    while (at < bytes.length && isBlank(bytes[at])) {
      at++;
    }
  }

  static boolean isBlank(byte character) {
    return character == ' ' || character == '\n' || character == '\r' || character == '\t';
  }
}
