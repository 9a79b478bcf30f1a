package dev.rolloutserver.json;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/** Looks at eight bytes at once for decimal digits. */
final class Digits {
  private static final VarHandle EIGHT_BYTES =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
  private static final long ZEROS = 0x3030303030303030L;

  private Digits() {}

  /** How many of the eight bytes from here on are digits before the first that is none. */
  static int among(byte[] bytes, int start) {
    long digits = (long) EIGHT_BYTES.get(bytes, start) ^ ZEROS;
    // the highest bit of each byte that is no digit, though not for sure behind the first one
    long others = ((digits + 0x7676767676767676L) | digits) & 0x8080808080808080L;
    return Long.numberOfTrailingZeros(others) >>> 3;
  }

  /** Index of the first byte, from here on, that is no digit; the end if there is none. */
  static int end(byte[] bytes, int start, int end) {
    int at = start;
    while (at + Long.BYTES <= end) {
      int digits = among(bytes, at);
      at += digits;
      if (digits < Long.BYTES) {
        return at;
      }
    }
    while (at < end && bytes[at] >= '0' && bytes[at] <= '9') {
      at++;
    }
    return at;
  }

  static void copyEight(byte[] from, int at, byte[] to, int index) {
    EIGHT_BYTES.set(to, index, (long) EIGHT_BYTES.get(from, at));
  }
}
