package dev.rolloutserver.outbound;

import dev.rolloutserver.outbound.OutboundException.Kind;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.util.Arrays;

/**
 * The body of an answer: reading beyond the limit is {@link Kind#TOO_LARGE}, whatever else goes
 * wrong is an {@link IOException}.
 */
final class CappedBody extends FilterInputStream {
  /** A peer that says that it will send much may send nothing. */
  private static final int MAX_AHEAD = 64 * 1024;

  /** What has arrived vouches for so many times as much. */
  private static final long GROWTH = 16;

  /** Helidon makes a buffer as large as the read that is asked for, whatever has arrived. */
  private static final int MAX_READ = 64 * 1024;

  private final URI uri;
  private final long limit;
  private final long expected;
  private long count;

  /** The length that is expected is 0 where it is not known. */
  CappedBody(InputStream body, URI uri, long limit, long expected) {
    super(body);
    this.uri = uri;
    this.limit = limit;
    this.expected = expected;
  }

  @Override
  public int read() throws IOException {
    int read;
    try {
      read = super.read();
    } catch (RuntimeException e) {
      throw new IOException(e);
    }
    count(read < 0 ? 0 : 1);
    return read;
  }

  @Override
  public int read(byte[] buffer, int offset, int length) throws IOException {
    int read;
    try {
      read = super.read(buffer, offset, Math.min(length, MAX_READ));
    } catch (RuntimeException e) {
      throw new IOException(e);
    }
    count(Math.max(0, read));
    return read;
  }

  /** Into an array that grows as bytes arrive, to the right size where that is known. */
  @Override
  public byte[] readNBytes(int length) throws IOException {
    int known = (int) Math.min(length, expected - count);
    if (known <= 0) {
      return super.readNBytes(length);
    }
    byte[] bytes = new byte[Math.min(known, MAX_AHEAD)];
    int read = readNBytes(bytes, 0, bytes.length);
    while (read == bytes.length && read < known) {
      bytes = Arrays.copyOf(bytes, (int) Math.min(known, GROWTH * read));
      read += readNBytes(bytes, read, bytes.length - read);
    }
    if (read < bytes.length) {
      return Arrays.copyOf(bytes, read);
    }
    // the end is at hand, unless the body is one that was decoded
    int next = read < length ? read() : -1;
    return next < 0 ? bytes : withMore(bytes, next, super.readNBytes(length - read - 1));
  }

  @Override
  public boolean markSupported() {
    return false;
  }

  private static byte[] withMore(byte[] bytes, int next, byte[] rest) {
    byte[] all = Arrays.copyOf(bytes, bytes.length + 1 + rest.length);
    all[bytes.length] = (byte) next;
    System.arraycopy(rest, 0, all, bytes.length + 1, rest.length);
    return all;
  }

  private void count(int bytes) {
    count += bytes;
    if (count > limit) {
      throw new OutboundException(
          Kind.TOO_LARGE, uri + " answered more than " + limit + " bytes", null);
    }
  }
}
