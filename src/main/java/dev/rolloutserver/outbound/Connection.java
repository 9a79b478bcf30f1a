package dev.rolloutserver.outbound;

import io.helidon.common.buffers.DataReader;
import io.helidon.common.socket.HelidonSocket;
import io.helidon.webclient.api.ClientConnection;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.time.Duration;

/**
 * One connection to a peer, for one exchange at a time. Any thread may close it, which ends
 * whatever waits for it.
 */
final class Connection implements ClientConnection {
  private final Origin origin;
  private final SocketChannel channel;
  private final OpenSocket socket;
  private final AnswerBytes arriving;
  private final DataReader reader;
  private final RequestBytes writer;
  private volatile boolean reusable;
  private volatile boolean last;
  private long idleSince;

  /**
   * A connection over a channel, perhaps encrypted by the socket.
   *
   * @param maxBytes of one answer, in all
   */
  Connection(Origin origin, SocketChannel channel, OpenSocket socket, long maxBytes) {
    this.origin = origin;
    this.channel = channel;
    this.socket = socket;
    this.arriving = new AnswerBytes(socket, maxBytes);
    this.reader = new DataReader(arriving::next);
    this.writer = new RequestBytes(socket.out());
  }

  Origin origin() {
    return origin;
  }

  /** An exchange begins: it has to say at its end that another may follow. */
  void begin() {
    reusable = false;
    last = false;
    arriving.begin();
  }

  /** Whether the answer has begun; any thread may ask. */
  boolean answering() {
    return arriving.begun();
  }

  /** Whether the answer was cut, since it has more bytes than it may. */
  boolean answeredTooMuch() {
    return arriving.tooLong();
  }

  /** The peer closes after this exchange, or what it sent has an end that is in doubt. */
  void last() {
    last = true;
  }

  /** Whether the exchange ended so that another may follow. */
  boolean reusable() {
    return reusable && !last && !arriving.old() && nothingUnread() && channel.isOpen();
  }

  void idle(long nanoTime) {
    idleSince = nanoTime;
  }

  boolean idleFor(Duration time, long nanoTime) {
    return nanoTime - idleSince >= time.toNanos();
  }

  /** Whether the peer has neither closed the connection nor sent what nobody asked for. */
  boolean quiet() {
    if (!nothingUnread()) {
      return false;
    }
    try {
      channel.configureBlocking(false);
      boolean nothing = channel.read(ByteBuffer.allocate(1)) == 0;
      channel.configureBlocking(true);
      return nothing;
    } catch (IOException e) {
      return false;
    }
  }

  /** Whether all that arrived was part of an answer: else it would become that of the next. */
  private boolean nothingUnread() {
    return reader.available() == 0;
  }

  @Override
  public DataReader reader() {
    return reader;
  }

  @Override
  public RequestBytes writer() {
    return writer;
  }

  @Override
  public String channelId() {
    return socket.socketId();
  }

  @Override
  public HelidonSocket helidonSocket() {
    return socket;
  }

  /** No timeout for a single read: the deadline of the exchange closes the connection. */
  @Override
  public void readTimeout(Duration readTimeout) {}

  @Override
  public void releaseResource() {
    reusable = true;
  }

  @Override
  public void closeResource() {
    try {
      channel.close();
    } catch (IOException e) {
      // closed is what it is
    }
  }
}
