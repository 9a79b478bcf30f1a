package dev.rolloutserver.outbound;

import io.helidon.common.buffers.BufferData;
import io.helidon.common.buffers.DataWriter;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * What a peer is sent, gathered so that head and body leave together: the system is called once for
 * a request that is short, and for 64 KiB of one that is long.
 */
final class RequestBytes implements DataWriter {
  private static final int FIRST = 4 * 1024;

  /** More than most heads have. */
  private static final int HEAD = 1024;

  private static final int MAX = 64 * 1024;

  private final OutputStream out;

  /** Null between requests: a connection that waits for its answer needs none. */
  private byte @Nullable [] gathered;

  private int count;
  private int expected = FIRST;

  RequestBytes(OutputStream out) {
    this.out = out;
  }

  /** The next request has a body of so many bytes. */
  void expect(long length) {
    expected = (int) Math.min(MAX, HEAD + length);
  }

  /** Bytes of the request, which are sent now or soon. */
  void write(byte[] bytes) {
    if (count + bytes.length > MAX) {
      flush();
    }
    if (bytes.length > MAX) {
      send(bytes, bytes.length);
    } else {
      System.arraycopy(bytes, 0, room(bytes.length), count, bytes.length);
      count += bytes.length;
    }
  }

  @Override
  public void write(BufferData buffer) {
    write(buffer.readBytes());
  }

  @Override
  public void write(BufferData... buffers) {
    for (BufferData buffer : buffers) {
      write(buffer);
    }
  }

  @Override
  public void writeNow(BufferData buffer) {
    write(buffer);
    flush();
  }

  @Override
  public void writeNow(BufferData... buffers) {
    write(buffers);
    flush();
  }

  /** Sends nothing: Helidon ends its part of a request with it, and pieces may follow. */
  @Override
  public void close() {}

  /** Sends what was gathered; to be called at the end of a request. */
  @Override
  public void flush() {
    if (gathered != null) {
      send(gathered, count);
      gathered = null;
      count = 0;
      expected = FIRST;
    }
  }

  private byte[] room(int more) {
    int needed = count + more;
    if (gathered == null) {
      gathered = new byte[Math.max(expected, needed)];
    } else if (needed > gathered.length) {
      gathered = Arrays.copyOf(gathered, Math.min(MAX, Math.max(needed, 2 * gathered.length)));
    }
    return gathered;
  }

  private void send(byte[] bytes, int length) {
    try {
      // the JDK keeps a native buffer as large as the largest write
      for (int at = 0; at < length; at += MAX) {
        out.write(bytes, at, Math.min(MAX, length - at));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
