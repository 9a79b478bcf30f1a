package dev.rolloutserver.json;

import dev.rolloutserver.json.JsonException.Kind;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.function.LongConsumer;

/**
 * The part of a document that is at hand while it is read once from its beginning to its end, and
 * what is kept of the part that has passed.
 */
final class Window {
  private static final int FIRST_LENGTH = 4 * 1024;
  private static final int USUAL_LENGTH = 32 * 1024;

  /** What is read costs twice as much: what keeps it grows by doubling. */
  private static final int COPIES = 2;

  private static final long MEMORY_STEP = 128 * 1024;

  private final InputStream document;
  private final int maxBytes;
  private final int usualLength;
  private final LongConsumer memory;
  private final ByteArrayOutputStream kept = new ByteArrayOutputStream(2048);

  private byte[] bytes;
  private int at;
  private int end;

  /** Bytes of the document before those at hand. */
  private int passed;

  /** From this index on, what passes is kept and has not been written yet; -1 if it is not kept. */
  private int keptFrom;

  private boolean ended;

  /** Bytes of memory that were not told yet. */
  private long untold;

  private boolean weighs = true;

  /**
   * Over this document.
   *
   * @param memory told of bytes of memory that what is read takes; of few it hears nothing
   */
  Window(InputStream document, int maxBytes, LongConsumer memory) {
    this(document, maxBytes, memory, FIRST_LENGTH, USUAL_LENGTH);
  }

  /** Begins with room for so many bytes, and has more than usual only where {@link #has} asks. */
  Window(
      InputStream document, int maxBytes, LongConsumer memory, int firstLength, int usualLength) {
    this.memory = memory;
    this.document = document;
    this.maxBytes = maxBytes;
    this.usualLength = usualLength;
    this.bytes = new byte[firstLength];
  }

  /** Those at hand, from {@link #at} up to {@link #end}; others after {@link #has}. */
  byte[] bytes() {
    return bytes;
  }

  int at() {
    return at;
  }

  int end() {
    return end;
  }

  /** Index in the document of what comes next. */
  int position() {
    return passed + at;
  }

  /** Goes on to this index of the bytes at hand. */
  void moveTo(int index) {
    at = index;
  }

  /** Goes on by so many bytes, which are at hand. */
  void pass(int length) {
    at += length;
  }

  /** Whether the document has a byte so many behind the next, which is at hand then. */
  boolean has(int ahead) throws IOException {
    while (at + ahead >= end) {
      if (!more()) {
        return false;
      }
    }
    return true;
  }

  /** The byte so many behind the next; NUL, which JSON has nowhere, behind the end. */
  byte peek(int ahead) throws IOException {
    return has(ahead) ? bytes[at + ahead] : 0;
  }

  /** Whether what comes from here on takes memory. */
  void weighs(boolean memoryIsTaken) {
    weighs = memoryIsTaken;
  }

  /** What comes from here on is not kept. */
  void drop() {
    writeKept();
    keptFrom = -1;
  }

  /** What comes from here on is kept. */
  void keep() {
    keptFrom = at;
  }

  /** Writes to what is kept, behind what has passed, and returns its index there. */
  int keep(char replacement) {
    int index = kept.size();
    kept.write(replacement);
    return index;
  }

  /** All that is kept, once the document has passed to its end. */
  byte[] kept() throws IOException {
    do {
      at = end;
    } while (more());
    writeKept();
    return kept.toByteArray();
  }

  /** Brings at least a byte more at hand; false if there is none. */
  boolean more() throws IOException {
    if (ended) {
      return false;
    }
    if (end == bytes.length) {
      makeRoom();
    }
    int read = document.read(bytes, end, bytes.length - end);
    if (read < 0) {
      ended = true;
      return false;
    }
    end += read;
    weigh(weighs ? COPIES * (long) read : 0);
    if ((long) passed + end > maxBytes) {
      throw tooLong(maxBytes);
    }
    return true;
  }

  /** Says that so much memory is needed, at some time. */
  void weigh(long bytes) {
    untold += bytes;
    if (untold > MEMORY_STEP) {
      memory.accept(untold);
      untold = 0;
    }
  }

  static JsonException tooLong(int maxBytes) {
    return JsonException.ofAll(Kind.LIMIT, "The document is longer than " + maxBytes + " bytes");
  }

  private void makeRoom() {
    writeKept();
    int left = end - at;
    // short documents need no large array, and reads into large ones cost as much again
    int length = bytes.length < usualLength || left > bytes.length / 2 ? doubled() : bytes.length;
    byte[] target = bytes.length == length ? bytes : new byte[length];
    System.arraycopy(bytes, at, target, 0, left);
    bytes = target;
    passed += at;
    keptFrom = keptFrom < 0 ? -1 : 0;
    at = 0;
    end = left;
  }

  private int doubled() {
    return (int) Math.min(2L * bytes.length, Integer.MAX_VALUE - 8L);
  }

  private void writeKept() {
    if (keptFrom >= 0) {
      kept.write(bytes, keptFrom, at - keptFrom);
      keptFrom = at;
    }
  }
}
