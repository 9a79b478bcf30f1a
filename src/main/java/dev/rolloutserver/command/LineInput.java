package dev.rolloutserver.command;

import java.io.ByteArrayOutputStream;
import java.io.Flushable;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.Optional;

/** Lines of bytes from a stream. Before it waits for more it flushes what answers the last ones. */
final class LineInput {
  private final InputStream in;
  private final int maxBytes;
  private final Flushable answers;
  private final byte[] buffer = new byte[1 << 16];
  private int at;
  private int end;

  /** Of a longer line one byte more than this is given, the rest is skipped. */
  LineInput(InputStream in, int maxBytes, Flushable answers) {
    this.in = in;
    this.maxBytes = maxBytes;
    this.answers = answers;
  }

  /** The next line without its line feed; empty at the end of the stream. */
  Optional<byte[]> next() throws IOException {
    ByteArrayOutputStream beginning = new ByteArrayOutputStream(0);
    boolean begun = false;
    while (at < end || fill()) {
      int feed = at;
      while (feed < end && buffer[feed] != '\n') {
        feed++;
      }
      int taken = Math.min(feed - at, maxBytes + 1 - beginning.size());
      if (feed < end && beginning.size() == 0) {
        byte[] line = Arrays.copyOfRange(buffer, at, at + taken);
        at = feed + 1;
        return Optional.of(line);
      }
      beginning.write(buffer, at, taken);
      begun = true;
      at = Math.min(feed + 1, end);
      if (feed < end) {
        return Optional.of(beginning.toByteArray());
      }
    }
    return begun ? Optional.of(beginning.toByteArray()) : Optional.empty();
  }

  private boolean fill() throws IOException {
    if (in.available() == 0) {
      answers.flush();
    }
    at = 0;
    end = Math.max(0, in.read(buffer));
    return end > 0;
  }
}
