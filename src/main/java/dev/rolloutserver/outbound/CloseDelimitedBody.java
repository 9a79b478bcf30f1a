package dev.rolloutserver.outbound;

import io.helidon.common.buffers.DataReader.InsufficientDataAvailableException;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/**
 * A body that ends with its connection (RFC 9112, section 6.3), which Helidon takes for cut off.
 */
final class CloseDelimitedBody extends FilterInputStream {
  CloseDelimitedBody(InputStream body) {
    super(body);
  }

  @Override
  public int read() throws IOException {
    try {
      return super.read();
    } catch (InsufficientDataAvailableException e) {
      return -1;
    }
  }

  @Override
  public int read(byte[] buffer, int offset, int length) throws IOException {
    try {
      return super.read(buffer, offset, length);
    } catch (InsufficientDataAvailableException e) {
      return -1;
    }
  }

  /** Nothing to do: what is left unread goes with the connection. */
  @Override
  public void close() {}
}
