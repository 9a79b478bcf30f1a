package dev.rolloutserver.outbound;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What a peer sends, as it arrives, without interim answers (RFC 9110, section 15.2): Helidon would
 * take one for the answer, and what follows it for that of the next request.
 */
final class AnswerBytes {
  private static final int STATUS_LENGTH = "HTTP/1.1 200".length();
  private static final int MAX_HEAD = 64 * 1024;
  private static final Pattern INTERIM = Pattern.compile("HTTP/1\\.\\d 1(?!01)\\d\\d");

  private final OpenSocket socket;
  private final long maxBytes;
  private volatile boolean atStart = true;
  private boolean old;
  private long count;

  /**
   * Bytes of this socket.
   *
   * @param maxBytes of one answer, its head and the frames of its chunks included: Helidon takes a
   *     chunk as a whole into memory, however long it is
   */
  AnswerBytes(OpenSocket socket, long maxBytes) {
    this.socket = socket;
    this.maxBytes = maxBytes;
  }

  /** The next bytes are those of another answer. */
  void begin() {
    atStart = true;
    count = 0;
    socket.begin();
  }

  /** Whether the answer has begun; any thread may ask. */
  boolean begun() {
    return !atStart;
  }

  /** Whether the answer is one of HTTP/1.0, after which a peer closes. */
  boolean old() {
    return old;
  }

  /** Whether the answer was cut, since it has more bytes than it may. */
  boolean tooLong() {
    return count > maxBytes;
  }

  /** The next bytes; null where there are none to come, or no more may. */
  byte @Nullable [] next() {
    byte @Nullable [] bytes = tooLong() ? null : socket.get();
    count += bytes == null ? 0 : bytes.length;
    while (atStart && bytes != null) {
      // an answer may be long, and only its first bytes tell whether there is more to do
      String start = text(bytes, STATUS_LENGTH);
      if (start.length() < STATUS_LENGTH && start.indexOf('\n') < 0) {
        bytes = withMore(bytes);
      } else if (!isInterim(start)) {
        old = start.startsWith("HTTP/1.0");
        atStart = false;
      } else {
        bytes = withoutInterim(bytes);
      }
    }
    return bytes;
  }

  /** What follows the interim answer that these bytes begin with, or they with more behind them. */
  private byte @Nullable [] withoutInterim(byte[] bytes) {
    int end = text(bytes, bytes.length).indexOf("\r\n\r\n");
    if (end >= 0) {
      byte[] rest = Arrays.copyOfRange(bytes, end + 4, bytes.length);
      return rest.length == 0 ? socket.get() : rest;
    }
    if (bytes.length > MAX_HEAD) {
      throw new IllegalStateException("an interim answer of more than " + MAX_HEAD + " bytes");
    }
    return withMore(bytes);
  }

  private static boolean isInterim(String start) {
    // one character tells nearly all others apart
    return start.length() == STATUS_LENGTH
        && start.charAt(STATUS_LENGTH - 3) == '1'
        && INTERIM.matcher(start).matches();
  }

  private static String text(byte[] bytes, int maxLength) {
    return new String(bytes, 0, Math.min(bytes.length, maxLength), StandardCharsets.ISO_8859_1);
  }

  /** These bytes and those that arrive next; at the end of all there is no answer to come. */
  private byte[] withMore(byte[] bytes) {
    byte @Nullable [] more = socket.get();
    if (more == null) {
      atStart = false;
      return bytes;
    }
    byte[] all = Arrays.copyOf(bytes, bytes.length + more.length);
    System.arraycopy(more, 0, all, bytes.length, more.length);
    return all;
  }
}
