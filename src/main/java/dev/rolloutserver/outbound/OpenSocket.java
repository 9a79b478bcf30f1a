package dev.rolloutserver.outbound;

import io.helidon.common.buffers.BufferData;
import io.helidon.common.socket.HelidonSocket;
import io.helidon.common.socket.PeerInfo;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * A socket as Helidon's client wants it, encrypted or not. Helidon's own reads into a buffer that
 * it keeps, and copies: this one waits with a small buffer, and reads what is long with few calls
 * of the system.
 */
final class OpenSocket implements HelidonSocket {
  private static final int SHORT = 4 * 1024;
  private static final int LONG = 64 * 1024;

  /** By how much the next buffer is larger, where one was filled. */
  private static final int GROWTH = 4;

  private final Socket socket;
  private final boolean secure;
  private final InputStream in;
  private final OutputStream out;
  private final String id;
  private int next = SHORT;

  OpenSocket(Socket socket, boolean secure) throws IOException {
    this.socket = socket;
    this.secure = secure;
    this.in = socket.getInputStream();
    this.out = socket.getOutputStream();
    this.id = Integer.toHexString(System.identityHashCode(socket));
  }

  /** What comes next has not begun: it may be long in coming. */
  void begin() {
    next = SHORT;
  }

  OutputStream out() {
    return out;
  }

  /** The next bytes; null where there are none to come. */
  @Override
  public byte @Nullable [] get() {
    byte[] buffer = new byte[next];
    int read;
    try {
      read = in.read(buffer);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    boolean full = read == buffer.length;
    next = full ? Math.min(LONG, GROWTH * next) : SHORT;
    return read < 0 ? null : full ? buffer : Arrays.copyOf(buffer, read);
  }

  @Override
  public int read(BufferData buffer) {
    return buffer.readFrom(in);
  }

  @Override
  public void write(BufferData buffer) {
    buffer.writeTo(out);
  }

  @Override
  public void close() {
    try {
      socket.close();
    } catch (IOException e) {
      // closed is what it is
    }
  }

  @Override
  public void idle() {}

  @Override
  public boolean isConnected() {
    return !socket.isClosed();
  }

  @Override
  public PeerInfo remotePeer() {
    throw new UnsupportedOperationException("the client asks for no peer");
  }

  @Override
  public PeerInfo localPeer() {
    throw new UnsupportedOperationException("the client asks for no peer");
  }

  @Override
  public boolean isSecure() {
    return secure;
  }

  @Override
  public String socketId() {
    return id;
  }

  @Override
  public String childSocketId() {
    return id;
  }
}
