package dev.rolloutserver.outbound;

import io.helidon.common.socket.HelidonSocket;
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

  private final HelidonSocket socket;
  private boolean atStart = true;
  private boolean old;

  AnswerBytes(HelidonSocket socket) {
    this.socket = socket;
  }

  /** The next bytes are those of another answer. */
  void begin() {
    atStart = true;
  }

  /** Whether the answer is one of HTTP/1.0, after which a peer closes. */
  boolean old() {
    return old;
  }

  /** The next bytes; null where there are none to come. */
  byte @Nullable [] next() {
    byte @Nullable [] bytes = socket.get();
    while (atStart && bytes != null) {
      String head = new String(bytes, StandardCharsets.ISO_8859_1);
      if (head.length() < STATUS_LENGTH && head.indexOf('\n') < 0) {
        bytes = withMore(bytes);
      } else if (!INTERIM.matcher(head).lookingAt()) {
        old = head.startsWith("HTTP/1.0");
        atStart = false;
      } else if (head.indexOf("\r\n\r\n") < 0) {
        if (head.length() > MAX_HEAD) {
          throw new IllegalStateException("an interim answer of more than " + MAX_HEAD + " bytes");
        }
        bytes = withMore(bytes);
      } else {
        byte[] rest = Arrays.copyOfRange(bytes, head.indexOf("\r\n\r\n") + 4, bytes.length);
        bytes = rest.length == 0 ? socket.get() : rest;
      }
    }
    return bytes;
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
