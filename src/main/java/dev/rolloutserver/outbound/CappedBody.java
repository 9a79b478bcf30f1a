package dev.rolloutserver.outbound;

import dev.rolloutserver.outbound.OutboundException.Kind;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;

/**
 * The body of an answer: reading beyond the limit is {@link Kind#TOO_LARGE}, whatever else goes
 * wrong is an {@link IOException}.
 */
final class CappedBody extends FilterInputStream {
  /** Helidon makes a buffer as large as the read that is asked for, whatever has arrived. */
  private static final int MAX_READ = 64 * 1024;

  private final URI uri;
  private final long limit;
  private long count;

  CappedBody(InputStream body, URI uri, long limit) {
    super(body);
    this.uri = uri;
    this.limit = limit;
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

  @Override
  public boolean markSupported() {
    return false;
  }

  private void count(int bytes) {
    count += bytes;
    if (count > limit) {
      throw tooLarge(uri, limit);
    }
  }

  static OutboundException tooLarge(URI uri, long limit) {
    return new OutboundException(
        Kind.TOO_LARGE, uri + " answered more than " + limit + " bytes", null);
  }
}
